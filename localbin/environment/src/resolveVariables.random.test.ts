import type { Component } from '@dust-workspace/component';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { component } from './testing/component.js';
import { resolve, type Sources } from './testing/resolve.js';

const names = ['A', 'B', 'C', 'D'] as const;
const components = ['app', 'db', 'web'] as const;
const secret = 'hunter-2!';

const piece = fc.oneof(
  fc.constantFrom('text', ' ', '$', '$$', '${', '}', '$${A}', '${A:-}', '${nobody.A}', 'TO_BE_REPLACED', '\n', '#', '"', secret),
  fc.tuple(fc.constantFrom('', ...components.map((name) => `${name}.`)), fc.constantFrom(...names)).map(([of, name]) => `\${${of}${name}}`),
);
const value = fc.array(piece, { maxLength: 3 }).map((pieces) => pieces.join(''));
const sources = fc.record(
  { project: fc.dictionary(fc.constantFrom(...names), value), environment: fc.dictionary(fc.constantFrom(...names), value) },
  { requiredKeys: [] },
);
const declared = fc.record(Object.fromEntries(names.map((name) => [name, fc.record({ secret: fc.boolean(), optional: fc.boolean() })])));
const world = fc.tuple(
  ...components.map((name) =>
    fc.tuple(
      declared.map((env) => component(name, { env })),
      sources,
    ),
  ),
);

const everything = (read: readonly (readonly [Component, Sources])[], runtimes: Record<string, 'compose'>): unknown => {
  const found = resolve(read, {}, runtimes);
  return components.map((name) => [name, found.values(name), found.inside(name), found.diagnostics(name), found.ports(name)]);
};

it('the same layers give the same values and the same problems, in whatever order they were read', () => {
  fc.assert(
    fc.property(world, fc.subarray([...components]), fc.boolean(), (given, contained, turned) => {
      const runtimes = Object.fromEntries(contained.map((name) => [name, 'compose'] as const));
      const reversed = given.toReversed();
      const shuffled = turned ? [...reversed.slice(1), ...reversed.slice(0, 1)] : reversed;
      expect(everything(shuffled, runtimes)).toEqual(everything(given, runtimes));
    }),
    { numRuns: 1_000 },
  );
});

it('what refers to a secret is one, and no problem tells a value of a secret', () => {
  const allSecret = fc.tuple(
    ...components.map((name) =>
      fc.tuple(
        fc.constant(component(name, { env: Object.fromEntries(names.map((key) => [key, { secret: true, type: 'integer' }])) })),
        sources,
      ),
    ),
  );
  fc.assert(
    fc.property(allSecret, (given) => {
      const found = resolve(given);
      for (const name of components) {
        expect(JSON.stringify(found.diagnostics(name))).not.toContain(secret);
        for (const key of names) expect(found.variable(name, key)?.secret ?? true).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
});
