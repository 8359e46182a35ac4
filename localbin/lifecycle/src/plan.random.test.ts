import { describe, expect, it } from 'vitest';
import { plan, type Operation, type Plan } from './plan.js';
import { seeded } from '@dust-workspace/component/testing';
import { randomInput } from './testing/randomScene.js';

/** Operations that could never begin, since each waits for itself in the end. */
function neverBegun({ operations }: Plan): string[] {
  const begun = new Set<string>();
  for (let before = -1; begun.size > before;) {
    before = begun.size;
    for (const { id, after } of operations) if (after.every((other) => begun.has(other))) begun.add(id);
  }
  return operations.flatMap(({ id, after }) =>
    begun.has(id) ? [] : [`${id} after ${after.filter((other) => !begun.has(other)).join(', ')}`],
  );
}

/** Everything that ends before an operation begins. */
function before({ operations }: Plan, id: string): Set<string> {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const reached = new Set<string>(byId.get(id)?.after);
  for (const other of reached) for (const further of byId.get(other)?.after ?? []) reached.add(further);
  return reached;
}

const of = (verb: string, { operations }: Plan): Operation[] => operations.filter((operation) => operation.verb === verb);

describe.each([1, 2, 3, 4])('every plan, whatever is asked of whatever is there (seed %d)', (seed) => {
  const random = seeded(seed);
  const rounds = Array.from({ length: 300 }, () => {
    const input = randomInput(random);
    return { input, ...plan(input) };
  });

  it('can be carried out: nothing waits for itself', () => {
    expect(rounds.flatMap((round) => neverBegun(round.plan))).toEqual([]);
  });

  it('has each operation once, and waits only for what is in it', () => {
    for (const {
      plan: { operations },
    } of rounds) {
      const ids = operations.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { id, after, requires, milestones } of operations) {
        expect(after.filter((other) => !ids.includes(other) || other === id)).toEqual([]);
        expect([...requires, ...milestones].filter((other) => !after.includes(other))).toEqual([]);
        expect(new Set(after).size).toBe(after.length);
      }
    }
  });

  it('carries out each task or says why not, and never both', () => {
    for (const {
      input,
      plan: { operations },
      settled,
    } of rounds) {
      const told = [...operations, ...settled].map(({ id }) => id);
      expect(input.tasks.filter(({ id }) => !told.includes(id))).toEqual([]);
      expect(told.filter((id, index) => told.indexOf(id) !== index)).toEqual([]);
    }
  });

  it('starts containers when what was there before is gone and all images are here', () => {
    for (const { input, plan: decided } of rounds)
      for (const { id, component } of of('start', decided).filter((operation) => input.containers.has(operation.component))) {
        const earlier = before(decided, id);
        const others = [...of('prep', decided), ...of('stop', decided)].filter((operation) => input.containers.has(operation.component));
        expect(others.filter((operation) => !earlier.has(operation.id)).map((operation) => `${operation.id}, ${component}:start`)).toEqual(
          [],
        );
      }
  });

  it('starts a component after its needs, and stops it before them', () => {
    for (const { input, plan: decided } of rounds) {
      const ids = new Set(decided.operations.map(({ id }) => id));
      for (const { id, component } of of('start', decided))
        for (const need of input.graph.needsOf(component).map((name) => `${name}:start`))
          if (ids.has(need)) expect(before(decided, id)).toContain(need);
      for (const { id, component } of of('stop', decided))
        for (const dependent of input.graph.dependentsOf(component).map((name) => `${name}:stop`))
          if (ids.has(dependent)) expect(before(decided, id)).toContain(dependent);
    }
  });

  it('stops nothing of which nothing is known, and removes no data from under what runs', () => {
    for (const { input, plan: decided } of rounds) {
      const stops = new Set(of('stop', decided).map(({ component }) => component));
      for (const name of stops) expect(input.observed.get(name)?.state).not.toBe('unknown');
      for (const { component } of [...of('clean', decided), ...of('purge', decided)])
        if (input.observed.get(component)?.runtime.kind === 'running') expect([...stops]).toContain(component);
    }
  });

  it('is the same for the same input', () => {
    for (const { input, plan: decided } of rounds.slice(0, 100)) expect(plan(input).plan).toEqual(decided);
  });
});
