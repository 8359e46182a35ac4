import { parse } from 'dotenv';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseEnvFile } from './envFile.js';

/** What means something in env files, and some things that mean nothing. */
const piece = fc.oneof(
  fc.constantFrom(
    ...['"', "'", '`', '\\', '#', ' #', '=', ' ', '\t', '\n', '\r', '\r\n', '$', '${', '}', '\\n', '\\r', '\\"', "\\'", ':', '.'],
  ),
  fc.constantFrom('A=', 'B=', 'export C=', 'D: ', 'é', '\u2028', '\u00a0', '\ufeff', '\0', '<<<<<<< x', 'word'),
);
const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

it('an env file that is accepted holds what dotenv reads, whatever the text', () => {
  fc.assert(
    fc.property(text, (source) => {
      const result = parseEnvFile(source, 'a.env');
      if (result.ok) expect(Object.fromEntries([...result.value.entries].map(([name, { value }]) => [name, value]))).toEqual(parse(source));
    }),
    { numRuns: 3_000 },
  );
});

it('an env file that is refused is refused at a place inside of it, without a word of its values', () => {
  const secret = 'hunter-2!';
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.constant(secret)), { maxLength: 30 }), (pieces) => {
      const source = pieces.join('');
      const result = parseEnvFile(source, 'a.env');
      if (result.ok) return;
      const lines = source.split('\n');
      for (const { message, remedy, range } of result.diagnostics) {
        expect(`${message} ${remedy ?? ''}`).not.toContain(secret);
        expect((range?.start.column ?? 0) - 1).toBeLessThanOrEqual(lines[(range?.start.line ?? 0) - 1]?.length ?? -1);
      }
    }),
    { numRuns: 3_000 },
  );
});
