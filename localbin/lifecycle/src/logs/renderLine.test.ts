import { describe, expect, it } from 'vitest';
import { plain } from '../paint.js';
import { logLineAsJson, renderLogLine } from './renderLine.js';
import { timeOfLine } from './timeOfLine.js';

const at = new Date(2026, 2, 1, 12, 0, 0, 123);
const now = new Date(2026, 2, 1, 18);
const shown = (fields: object, on = now): string[] => {
  const text = JSON.stringify(fields);
  const time = timeOfLine(text, 'local');
  return renderLogLine({ component: 'app', text, ...(time === undefined ? {} : { at: time }) }, on, plain);
};

describe('a line of JSON', () => {
  it.each([
    ['pino', { level: 30, time: at.getTime(), pid: 7, hostname: 'here', msg: 'started', port: 80 }, '12:00:00.123 INFO  started port=80'],
    ['zap', { level: 'warn', ts: at.getTime() / 1_000, caller: 'main.go:5', msg: 'slow' }, '12:00:00.123 WARN  slow caller=main.go:5'],
    ['slog', { time: at.toISOString(), level: 'ERROR', msg: 'no way', err: 'x = y' }, '12:00:00.123 ERROR no way err="x = y"'],
    ['Python', { asctime: '2026-03-01 12:00:00,123', levelname: 'DEBUG', message: 'here' }, '12:00:00.123 DEBUG here'],
    [
      'structlog',
      { timestamp: at.toISOString(), level: 'info', event: 'asked', path: '/', ok: true },
      '12:00:00.123 INFO  asked path=/ ok=true',
    ],
    ['Bunyan', { v: 0, level: 60, time: at.toISOString(), msg: 'over', req: { id: 1 } }, '12:00:00.123 FATAL over req={"id":1}'],
    ['nobody in particular', { severity: 'NOTICE', message: 'two\nlines', empty: '' }, 'NOTICE two\\nlines empty=""'],
  ])('of %s is shown as time, level, message and the rest', (_, fields, expected) => {
    expect(shown(fields)).toEqual([expected]);
  });

  it('says the day where it is another, and in colours how bad it is', () => {
    expect(shown({ level: 30, time: at.getTime(), msg: 'a' }, new Date(2026, 2, 2))).toEqual(['2026-03-01 12:00:00.123 INFO  a']);
    const painted = renderLogLine(
      { component: 'a', text: '{"level":"error","msg":"m","n":1}' },
      now,
      (text, colour) => `<${colour} ${text}>`,
    );
    expect(painted).toEqual(['<red ERROR> m <dim n=>1']);
  });

  it('has the trace of an error on lines of its own', () => {
    const err = { type: 'Error', message: 'no', stack: 'Error: no\n    at a.js:1', code: 'E1' };
    expect(shown({ level: 50, msg: 'failed', err })).toEqual(['ERROR failed err={"code":"E1"}', '    Error: no', '        at a.js:1']);
    expect(shown({ level: 'error', msg: 'failed', exc_info: 'Traceback:\n  x\n' })).toEqual(['ERROR failed', '    Traceback:', '      x']);
  });

  it.each(['{"a":1}', '{"level":30}', '{"msg":"only a message"}', '{"level":30,"msg":5}', '{broken', '[1]', 'null', 'plain text', ''])(
    '%j is left as it is where it is none that a program logged',
    (text) => {
      expect(renderLogLine({ component: 'a', text }, now, plain)).toEqual([text]);
    },
  );

  it('is given to programs with what it holds', () => {
    expect(logLineAsJson({ component: 'a', text: '{"a":1}', at: Date.UTC(2026, 0, 2) })).toEqual({
      component: 'a',
      at: '2026-01-02T00:00:00.000Z',
      text: '{"a":1}',
      fields: { a: 1 },
    });
    expect(logLineAsJson({ component: 'a', text: 'plain' })).toEqual({ component: 'a', text: 'plain' });
  });
});
