import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StatusAnswer, StatusPatch } from './api.js';
import { statusPatch } from './statusPatch.js';
import { row } from './testing/report.js';
import { statusWith } from './testing/status.js';

/** What a page makes of a patch. */
function laidOver(before: StatusAnswer, patch: StatusPatch): StatusAnswer {
  const { components, removed, probes, addresses, since, usage, ...rest } = patch;
  const rows = new Map([...before.components, ...components].map((component) => [component.name, component]));
  for (const name of removed) rows.delete(name);
  return {
    ...before,
    ...rest,
    components: [...rows.values()],
    probes: entries(before.probes, probes),
    addresses: entries(before.addresses, addresses),
    since: entries(before.since, since),
    usage: entries(before.usage, usage),
  };
}

function entries<T>(before: Readonly<Record<string, T>>, changes: Readonly<Record<string, T | null>> = {}): Record<string, T> {
  return Object.fromEntries(Object.entries({ ...before, ...changes }).filter((entry): entry is [string, T] => entry[1] !== null));
}

const names = ['a', 'b', 'c', 'd'];
const record = <T>(value: fc.Arbitrary<T>) => fc.dictionary(fc.constantFrom(...names), value);
const status = fc
  .record({
    at: fc.constantFrom('2025-01-01T12:00:00.000Z', '2025-01-01T12:00:01.000Z'),
    components: fc
      .uniqueArray(fc.tuple(fc.constantFrom(...names), fc.constantFrom('stopped' as const, 'healthy' as const)), {
        selector: ([name]) => name,
      })
      .map((rows) => rows.map(([name, state]) => row(name, state))),
    probes: record(fc.nat(3)),
    addresses: record(fc.constantFrom('x', 'y')),
    since: record(fc.constantFrom('x', 'y')),
    usage: record(fc.record({ cpuShare: fc.constantFrom(null, 0, 1), memoryBytes: fc.nat(2), processes: fc.constant(1) })),
    runtime: fc.constantFrom(null, 'process', 'compose'),
  })
  .map(statusWith);

describe('a patch', () => {
  it('laid over what was known makes what is', () => {
    fc.assert(
      fc.property(status, status, (before, after) => {
        const patch = statusPatch(before, after);
        const made = patch === undefined ? { ...before, at: after.at } : laidOver(before, patch);
        const sorted = ({ components, ...rest }: StatusAnswer) => ({
          ...rest,
          components: [...components].sort((one, other) => (one.name < other.name ? -1 : 1)),
        });
        expect(sorted(made)).toEqual(sorted(after));
      }),
    );
  });

  it('is none when only time went by', () => {
    expect(statusPatch(statusWith({ at: 'then' }), statusWith({ at: 'now' }))).toBeUndefined();
  });

  it('holds what changed, and nothing else', () => {
    const before = statusWith({ components: [row('a', 'stopped'), row('b', 'healthy'), row('c', 'healthy')], probes: { a: 1, b: 2 } });
    const after = statusWith({ components: [row('a', 'starting'), row('b', 'healthy'), row('d', 'stopped')], probes: { a: 3 } });
    expect(statusPatch(before, after)).toEqual({
      at: after.at,
      components: [row('a', 'starting'), row('d', 'stopped')],
      removed: ['c'],
      probes: { a: 3, b: null },
    });
  });
});
