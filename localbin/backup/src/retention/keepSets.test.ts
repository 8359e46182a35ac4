import { zoneOffset } from '@dust-workspace/component/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retainedSet } from '../testing/retainedSet.js';
import { describeReason } from './describeReason.js';
import { keepSets, type RetainedSet } from './keepSets.js';
import { emptyPolicy, isEmptyPolicy, periods, type Policy } from './policy.js';
import { parseSpan } from './span.js';

const context = { now: new Date('2026-12-01T12:00:00Z'), offsetAt: zoneOffset('Europe/Berlin') };
const pinned = { pinned: { at: '2026-12-01T00:00:00Z', reason: 'before the upgrade' } };
const at = '2026-11-30T00:00:00Z';

/** `kept: reasons` or `removed: reason` by the time of the set. */
function verdicts(policy: Partial<Policy>, sets: readonly RetainedSet[]): Record<string, string> {
  const found = keepSets({ ...emptyPolicy, ...policy }, sets, context);
  return Object.fromEntries(
    found.map((verdict) => {
      const because = verdict.kind === 'kept' ? verdict.because.map(describeReason).join('; ') : describeReason(verdict.because);
      return [verdict.set.createdAt.slice(5, 16), `${verdict.kind}: ${because}`];
    }),
  );
}

describe('sets are kept', () => {
  it('by number and by the periods of local clocks', () => {
    const sets = ['2026-11-26T22:59Z', '2026-11-26T23:01Z', '2026-11-27T10:00Z', '2026-11-28T10:00Z', '2026-11-28T11:00Z'].map((time) =>
      retainedSet(time),
    );
    expect(verdicts({ last: 1, daily: 2 }, sets)).toEqual({
      '11-28T11:00': 'kept: last snapshot; daily snapshot; newest of store',
      '11-28T10:00': 'removed: no rule keeps it',
      '11-27T10:00': 'kept: daily snapshot',
      '11-26T23:01': 'removed: no rule keeps it',
      '11-26T22:59': 'removed: no rule keeps it',
    });
    expect(verdicts({ daily: 3 }, sets)).toMatchObject({
      '11-26T23:01': 'removed: no rule keeps it',
      '11-26T22:59': 'kept: daily snapshot',
    });
    expect(verdicts({ within: parseSpan('1d1h') }, sets)).toEqual({
      '11-28T11:00': 'kept: within 1d1h; newest of store',
      '11-28T10:00': 'kept: within 1d1h',
      '11-27T10:00': 'removed: no rule keeps it',
      '11-26T23:01': 'removed: no rule keeps it',
      '11-26T22:59': 'removed: no rule keeps it',
    });
  });

  it('counted within the sets that hold the same components, and within their environment', () => {
    const sets = [
      retainedSet('2026-11-20T01:00Z', { components: ['redis', 'store'] }),
      retainedSet('2026-11-20T02:00Z', { components: ['store', 'redis'] }),
      retainedSet('2026-11-20T03:00Z', { components: ['store'] }),
      retainedSet('2026-11-20T04:00Z', { components: ['store'] }),
      retainedSet('2026-11-20T05:00Z', { components: ['store'], environment: 'other' }),
    ];
    expect(verdicts({ last: 1 }, sets)).toEqual({
      '11-20T05:00': 'kept: last snapshot; newest of store',
      '11-20T04:00': 'kept: last snapshot; newest of store',
      '11-20T03:00': 'removed: no rule keeps it',
      '11-20T02:00': 'kept: last snapshot; newest of redis',
      '11-20T01:00': 'removed: no rule keeps it',
    });
  });

  it('when they are pinned, whatever their age', () => {
    const sets = [retainedSet('2020-01-01T00:00Z', { stamps: pinned }), retainedSet('2020-01-02T00:00Z'), retainedSet('2026-11-20T00:00Z')];
    expect(verdicts({ last: 1 }, sets)).toEqual({
      '11-20T00:00': 'kept: last snapshot; newest of store',
      '01-02T00:00': 'removed: no rule keeps it',
      '01-01T00:00': 'kept: pinned: before the upgrade',
    });
  });

  it('when they are the last that was verified or drilled, for each component', () => {
    const components = ['redis', 'store'];
    const sets = [
      retainedSet('2026-11-20T01:00Z', { components, stamps: { verified: { redis: at, store: at } } }),
      retainedSet('2026-11-20T02:00Z', { components, stamps: { drilled: { redis: at } } }),
      retainedSet('2026-11-20T03:00Z', { components }),
      retainedSet('2026-11-20T04:00Z', { components }),
    ];
    expect(verdicts({ last: 1 }, sets)).toEqual({
      '11-20T04:00': 'kept: last snapshot; newest of redis, store',
      '11-20T03:00': 'removed: no rule keeps it',
      '11-20T02:00': 'kept: last verified of redis',
      '11-20T01:00': 'kept: last verified of store',
    });
  });

  it('when they are the newest complete one of a component that newer ones do not hold', () => {
    const sets = [
      retainedSet('2026-11-20T01:00Z', { components: ['old', 'store'] }),
      retainedSet('2026-11-20T02:00Z', { components: ['old', 'store'] }),
      retainedSet('2026-11-29T02:00Z'),
    ];
    expect(verdicts({ within: parseSpan('1h') }, sets)).toMatchObject({
      '11-20T02:00': 'kept: within 1h; newest of old',
      '11-29T02:00': 'kept: within 1h; newest of store',
    });
  });
});

describe('an incomplete set', () => {
  it('counts for nothing, and goes when a newer complete one holds as much', () => {
    const sets = [
      retainedSet('2026-11-20T01:00Z'),
      retainedSet('2026-11-20T02:00Z', { complete: false }),
      retainedSet('2026-11-20T03:00Z'),
      retainedSet('2026-11-20T04:00Z', { complete: false }),
    ];
    expect(verdicts({ last: 2 }, sets)).toEqual({
      '11-20T04:00': 'kept: incomplete, but no newer complete set holds as much',
      '11-20T03:00': 'kept: last snapshot; newest of store',
      '11-20T02:00': 'removed: incomplete, and 20261120T030000Z-aaaa holds as much',
      '11-20T01:00': 'kept: last snapshot',
    });
  });

  it('stays when it is pinned or the last verified one, which does not let the last complete one go', () => {
    const stamps = { verified: { store: at } };
    const sets = [
      retainedSet('2026-11-20T01:00Z', { stamps }),
      retainedSet('2026-11-20T02:00Z', { complete: false, stamps: pinned }),
      retainedSet('2026-11-20T03:00Z', { complete: false, stamps }),
      retainedSet('2026-11-20T04:00Z'),
    ];
    expect(verdicts({ last: 1 }, sets)).toEqual({
      '11-20T04:00': 'kept: last snapshot; newest of store',
      '11-20T03:00': 'kept: last verified of store',
      '11-20T02:00': 'kept: pinned: before the upgrade',
      '11-20T01:00': 'kept: last verified of store',
    });
  });
});

it('a policy that says nothing removes nothing', () => {
  const sets = [retainedSet('2026-11-20T01:00Z', { complete: false }), retainedSet('2026-11-20T02:00Z')];
  const kept = 'kept: there is no policy';
  expect(verdicts({}, sets)).toEqual({ '11-20T02:00': kept, '11-20T01:00': kept });
});

describe('whatever the sets and the policy', () => {
  const instant = fc
    .integer({ min: Date.parse('2025-12-01T00:00Z'), max: Date.parse('2026-12-02T00:00Z') })
    .map((time) => new Date(time).toISOString());
  const stamped = fc.record({ store: instant, redis: instant }, { requiredKeys: [] }) as fc.Arbitrary<Record<string, string>>;
  const set = fc
    .record({
      createdAt: instant,
      complete: fc.boolean(),
      components: fc.subarray(['store', 'redis', 'search'], { minLength: 1 }),
      environment: fc.constantFrom('local', 'other'),
      stamps: fc.record({ verified: stamped, drilled: stamped, pinned: fc.option(instant.map((pin) => ({ at: pin, reason: '' }))) }),
    })
    .map(({ createdAt, ...rest }) => retainedSet(createdAt, rest));
  const sets = fc.uniqueArray(set, { selector: ({ id }) => id, maxLength: 25 });
  const policy = fc
    .record({
      ...(Object.fromEntries(periods.map((period) => [period, fc.constantFrom(0, 0, 1, 2, 5)])) as Record<
        (typeof periods)[number],
        fc.Arbitrary<number>
      >),
      within: fc.constantFrom(undefined, parseSpan('1d'), parseSpan('2m')),
    })
    .filter((found) => !isEmptyPolicy(found));

  function holding(found: readonly RetainedSet[], isMeant: (set: RetainedSet, component: string) => boolean): RetainedSet[] {
    const newestFirst = [...found].sort((a, b) => (a.id < b.id ? 1 : -1));
    const wanted = ['local', 'other'].flatMap((environment) =>
      ['store', 'redis', 'search'].map((component) => ({ environment, component })),
    );
    return wanted.flatMap(({ environment, component }) => {
      const newest = newestFirst.find(
        (one) =>
          one.environment === environment && one.snapshots.some((snapshot) => snapshot.component === component) && isMeant(one, component),
      );
      return newest === undefined ? [] : [newest];
    });
  }

  it('every set has one verdict, and pinned, last verified and newest ones are kept', () => {
    fc.assert(
      fc.property(sets, policy, (found, rules) => {
        const judged = keepSets(rules, found, context);
        expect(judged.map(({ set: { id } }) => id)).toEqual(
          found
            .map(({ id }) => id)
            .sort()
            .reverse(),
        );
        const kept = new Set(judged.flatMap(({ kind, set: one }) => (kind === 'kept' ? [one] : [])));
        const verified = ({ stamps }: RetainedSet, component: string): boolean =>
          component in stamps.verified || component in stamps.drilled;
        const mustStay = [
          ...found.filter(({ stamps }) => stamps.pinned !== null),
          ...holding(found, verified),
          ...holding(found, ({ complete }) => complete),
        ];
        for (const one of mustStay) expect(kept).toContain(one);
      }),
      { numRuns: 500 },
    );
  });

  it('an incomplete set changes nothing for complete ones that are not verified by it', () => {
    fc.assert(
      fc.property(sets, policy, (found, rules) => {
        const complete = found.filter((one) => one.complete);
        const judged = keepSets(rules, found, context).filter((verdict) => verdict.set.complete);
        const alone = keepSets(rules, complete, context);
        expect(judged.map(({ kind, set: { id } }) => [kind, id])).toEqual(alone.map(({ kind, set: { id } }) => [kind, id]));
      }),
      { numRuns: 500 },
    );
  });

  it('a second prune removes nothing more', () => {
    fc.assert(
      fc.property(sets, policy, (found, rules) => {
        const left = keepSets(rules, found, context).flatMap(({ kind, set: one }) => (kind === 'kept' ? [one] : []));
        expect(keepSets(rules, left, context).filter(({ kind }) => kind === 'removed')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('a prune that was killed half way takes away nothing that the whole one would have kept', () => {
    fc.assert(
      fc.property(sets, policy, fc.nat(25), (found, rules, steps) => {
        const judged = keepSets(rules, found, context);
        const removals = judged.flatMap(({ kind, set: one }) => (kind === 'removed' ? [one] : [])).reverse();
        const gone = new Set(removals.slice(0, steps));
        const again = keepSets(
          rules,
          found.filter((one) => !gone.has(one)),
          context,
        );
        const kept = (verdicts: typeof judged): string[] => verdicts.flatMap(({ kind, set: { id } }) => (kind === 'kept' ? [id] : []));
        expect(kept(again)).toEqual(expect.arrayContaining(kept(judged)));
      }),
      { numRuns: 500 },
    );
  });
});
