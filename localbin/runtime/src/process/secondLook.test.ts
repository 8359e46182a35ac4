import { expect, it } from 'vitest';
import { parseMarks } from './secondLook.js';

it('reads the marks of several processes, also of those that show no environment', () => {
  const text = 'B\x001\0/dev/null\0/log\0A=1\0B=two words\0' + 'B\x002\0pipe:[1]\0\0' + '\0'.repeat(20) + 'B\x003\0\0\0';
  const marks = parseMarks(text, 'B');
  expect([...marks].map(([pid, { outputs }]) => [pid, ...outputs])).toEqual([
    [1, '/dev/null', '/log'],
    [2, 'pipe:[1]', ''],
    [3, '', ''],
  ]);
  expect([marks.get(1)?.carries('B=two words'), marks.get(1)?.variable('A'), marks.get(2)?.variable('A')]).toEqual([true, '1', undefined]);
});
