import type { Position } from '@dust-workspace/component';
import type { Assignment } from './scanEnvText.js';

/**
 * Where the character at `index` of a value stands in the file. Escapes in double quotes make the value shorter than what is written: every
 * line end of it may be two characters there.
 */
export function positionIn({ value, written, start }: Assignment, index: number): Position {
  let at = 0;
  for (let passed = 0; passed < index; passed++) at += written[at] === value[passed] ? 1 : 2;
  const before = written.slice(0, at).split('\n');
  const last = before.at(-1) ?? '';
  return before.length === 1
    ? { line: start.line, column: start.column + last.length }
    : { line: start.line + before.length - 1, column: last.length + 1 };
}
