import { parse } from 'dotenv';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseEnvFile } from './envFile.js';
import { quoteForDotenv } from './quoteForDotenv.js';

const awkward = fc.string({
  unit: fc.constantFrom('a', "'", '"', '`', '\\', 'n', 'r', '\n', '\r', '#', '$', '{', '}', ' ', '=', 'ä', '\ufeff'),
});
const values = fc.oneof(awkward, fc.string({ unit: 'grapheme' }));

it.each([
  ['5432', '5432'],
  ['', ''],
  ['a b', "'a b'"],
  ["it's", "`it's`"],
  ["it's `so`", '"it\'s `so`"'],
  ['one\ntwo', '"one\\ntwo"'],
  ['\\n "quoted"\nline', '\'\\n "quoted"\nline\''],
  ['\'`"', undefined],
  ['a\'`"', 'a\'`"'],
  ['\'`"\n', undefined],
  ['\0', undefined],
])('writes %j as %j', (value, written) => expect(quoteForDotenv(value)).toBe(written));

it('is read as the same values by dotenv and by our own parser, in whatever company, or there is no way to write them', () => {
  fc.assert(
    fc.property(fc.array(values, { maxLength: 5 }), (all) => {
      const written = all.flatMap((value, index) => {
        const quoted = quoteForDotenv(value);
        return quoted === undefined ? [] : [{ name: `V${index}`, value, quoted }];
      });
      const text = written.map(({ name, quoted }) => `${name}=${quoted}\n`).join('');
      const expected = Object.fromEntries(written.map(({ name, value }) => [name, value]));
      const ours = parseEnvFile(text, '');
      expect(ours.ok && Object.fromEntries([...ours.value.entries].map(([name, { value }]) => [name, value]))).toEqual(expected);
      expect(parse(text)).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});

it('refuses nothing that holds neither a line end nor a quote', () => {
  fc.assert(
    fc.property(
      values.filter((value) => !/['"`\n\r\0]/.test(value) && !value.endsWith('\\')),
      (value) => {
        expect(quoteForDotenv(value)).not.toBe(undefined);
      },
    ),
  );
});
