import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Diagnostic, Position } from './diagnostic.js';
import { manifestSchema } from './manifest.js';
import { parseManifest } from './parseManifest.js';
import { complete } from './testing/manifests.js';
import { misfit } from './testing/randomData.js';
import { seeded } from './testing/random.js';
import { garbage, mutated } from './testing/randomText.js';

const file = 'platform/timescale/component.yaml';

describe('parseManifest, whatever the text', () => {
  it.each([1, 2, 3])('places every problem of a damaged manifest inside its text (seed %d)', (seed) => {
    const random = seeded(seed);
    for (let round = 0; round < 500; round += 1) check(mutated(random, complete));
  });

  it.each([4, 5, 6])('places every problem of garbage inside its text (seed %d)', (seed) => {
    const random = seeded(seed);
    for (let round = 0; round < 500; round += 1) check(garbage(random, 60));
  });

  it.each([7, 8, 9])('explains every value that does not fit (seed %d)', (seed) => {
    const random = seeded(seed);
    const data: unknown = parse(complete);
    for (let round = 0; round < 500; round += 1) check(JSON.stringify(misfit(random, data), null, 1));
  });

  it('answers within seconds, however tangled 64 KiB are', () => {
    const size = 65_000;
    const units = [
      '[',
      '{',
      '"',
      ':',
      ': ',
      '? ',
      '- ',
      '-\n',
      '%\n',
      '#\n',
      '&a ',
      '*a ',
      '!a ',
      '\n',
      '|\n',
      "'",
      '{a: ',
      '- [',
      'a: &a *a\n',
      '? - : ',
    ];
    const tangles = [
      ...units.map((unit) => unit.repeat(size / unit.length)),
      Array.from({ length: 6_000 }, (_, index) => `key${index}: ${index}`).join('\n'),
      `{${Array.from({ length: 6_000 }, (_, index) => `k${index}: 1`).join(', ')}}`,
      `needs:\n${Array.from({ length: 4_000 }, (_, index) => `  n${index}: started`).join('\n')}`,
      Array.from({ length: 350 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
    ];
    for (const text of tangles) {
      const started = performance.now();
      check(text);
      expect([text.slice(0, 20), performance.now() - started < 10_000]).toEqual([text.slice(0, 20), true]);
    }
  }, 120_000);
});

/** What holds for every text: a manifest or problems, and each problem at a place that exists. */
function check(text: string): void {
  const { manifest, diagnostics, found } = parseManifest(text, file);
  const lines = text.split('\n');
  const misplaced = diagnostics.filter((diagnostic) => !isPlaced(diagnostic, lines));
  const told = Math.min(found, 20) + (found > 20 ? 1 : 0);
  expect({ text, misplaced, either: (manifest === undefined) === found > 0, told: diagnostics.length }).toEqual({
    text,
    misplaced: [],
    either: true,
    told,
  });
  if (manifest !== undefined) expect(manifestSchema.shape.description.safeParse(manifest.description).success).toBe(true);
}

function isPlaced({ file: at, range, message }: Diagnostic, lines: readonly string[]): boolean {
  return (
    at === file &&
    message !== '' &&
    range !== undefined &&
    exists(range.start, lines) &&
    exists(range.end, lines) &&
    !precedes(range.end, range.start)
  );
}

function exists({ line, column }: Position, lines: readonly string[]): boolean {
  const text = lines[line - 1];
  return text !== undefined && column >= 1 && column <= text.length + 1;
}

function precedes(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}
