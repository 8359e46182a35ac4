import { expect, it } from 'vitest';
import { timeOfLine } from './timeOfLine.js';

const noon = Date.UTC(2026, 2, 1, 12, 0, 0);

it.each([
  ['2026-03-01T12:00:00Z ready', noon],
  ['2026-03-01T12:00:00.123456Z ready', noon + 123.456],
  ['2026-03-01T13:00:00.500+01:00 ready', noon + 500],
  ['2026-03-01 12:00:00.123 UTC [1] LOG:  database system is ready', noon + 123],
  ['[2026-03-01T12:00:00,123][INFO ][o.e.n.Node] started', noon + 123],
  ['[2026-03-01 07:00:00 -0500] started', noon],
  ['2026/03/01 12:00:00 started', noon],
  ['\u001b[2m2026-03-01T12:00:00.000Z\u001b[0m \u001b[32m INFO\u001b[0m started', noon],
  ['INFO  2026-03-01 12:00:00 started', noon],
  ['time=2026-03-01T12:00:00.000 level=INFO msg=started', noon],
  ['{"level":"info","ts":"2026-03-01T12:00:00.000Z","msg":"started"}', noon],
  ['{"@timestamp":"2026-03-01T12:00:00.000Z", "message":"started"}', noon],
  ['{"level":30,"time":1772366400000,"msg":"started"}', noon],
  ['{"level":"info","ts":1772366400.25,"msg":"started"}', noon + 250],
  ['17:M 01 Mar 2026 12:00:00.123 * Ready to accept connections', noon + 123],
])('reads the time of %j', (line, time) => {
  expect(timeOfLine(line, 'utc')).toBe(time);
});

it('takes a time without a zone for that of this machine where it was written there', () => {
  expect(timeOfLine('2026-03-01 12:00:00 started', 'local')).toBe(new Date(2026, 2, 1, 12, 0, 0).getTime());
  expect(timeOfLine('17:M 01 Mar 2026 12:00:00.000 * Ready', 'local')).toBe(new Date(2026, 2, 1, 12, 0, 0).getTime());
  expect(timeOfLine('2026-03-01 12:00:00Z started', 'local')).toBe(noon);
});

it.each([
  'started',
  '',
  'restored the backup of 2026-03-01 12:00:00',
  'listening on 127.0.0.1:1772366400',
  '{"id":1772366400000}',
  '17:M 01 Mrz 2026 12:00:00.123 * Ready',
])('finds no time in %j', (line) => {
  expect(timeOfLine(line, 'utc')).toBeUndefined();
});
