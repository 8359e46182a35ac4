import { expect, it } from 'vitest';
import { marked } from './marked.js';
import { parseLine } from './parseLine.js';

it('a line of JSON shows its message, its level and what else it says', () => {
  expect(parseLine('{"level":"warn","time":"2026","msg":"slow query","ms":842,"at":{"table":"x"}}')).toEqual({
    level: 'warning',
    text: 'slow query',
    fields: 'ms=842 at={"table":"x"}',
  });
  expect(parseLine('{"level":50,"message":"pino"}')).toEqual({ level: 'error', text: 'pino', fields: '' });
  expect(parseLine('{"severity":"DEBUG","event":"start"}')).toEqual({ level: 'debug', text: 'start', fields: '' });
});

it('what only looks like JSON is a line', () => {
  for (const text of ['{not json}', '{"a":1}', '{"msg":3}', '[1]']) expect(parseLine(text)).toEqual({ level: undefined, text, fields: '' });
});

it('levels are words in capitals near the beginning', () => {
  const levels = [
    'ERROR:  duplicate key',
    '2026-11-22 14:28:01 UTC [12] FATAL:  the database system is starting up',
    '[WARN] low on memory',
    'level=info msg=hello',
    'DEBUG x',
    'TypeError: x is not a function',
    'an error happened, says the text',
    'INFORMATION',
  ].map((line) => parseLine(line).level);
  expect(levels).toEqual(['error', 'error', 'warning', 'info', 'debug', 'error', undefined, undefined]);
});

it('colours of terminals are taken out', () => {
  expect(parseLine('\u001b[1;32mINFO\u001b[0m ready \u001b]0;title\u0007')).toEqual({ level: 'info', text: 'INFO ready ', fields: '' });
});

it('what is searched for is marked wherever it occurs, in either case', () => {
  expect(marked('Error: no error', 'error')).toEqual([
    { text: 'Error', found: true },
    { text: ': no ', found: false },
    { text: 'error', found: true },
  ]);
  expect(marked('nothing', '')).toEqual([{ text: 'nothing', found: false }]);
});
