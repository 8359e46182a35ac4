import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seeded, zoneOffset } from '@dust-workspace/component/testing';
import { expect, it } from 'vitest';
import { ResticRepository, resticVersion } from '../testing/restic.js';
import { retainedSet } from '../testing/retainedSet.js';
import { tempFolder } from '../testing/tempFolder.js';
import { describeReason } from './describeReason.js';
import { keepSets } from './keepSets.js';
import { parsePolicy, policyKeys, type PolicySettings } from './parsePolicy.js';

const zones = ['America/New_York', 'Australia/Lord_Howe', 'Europe/Berlin'];
const snapshotsPerZone = 60;
const policiesPerZone = 40;
const now = new Date();

it(
  'what is kept, and why, is what restic says, for random times in zones with daylight saving and random policies',
  { timeout: 300_000 },
  async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'file'), 'tiny');
    const repository = await ResticRepository.create(join(folder, 'repository'), join(folder, 'file'));
    const keepsOldest = (await resticVersion()) >= 16;
    const below = seeded(20_260_308);
    const wanted = zones.flatMap((zone) => randomTimes(below).map((time) => ({ zone, time })));
    await twoAtATime(wanted, ({ zone, time }) => repository.snapshot(zone, time, zone));
    const policies = zones.flatMap((zone) => Array.from({ length: policiesPerZone }, () => ({ zone, settings: randomPolicy(below) })));
    await twoAtATime(policies, async ({ zone, settings }) => {
      const rules = policyKeys.flatMap((key) => (settings[key] === undefined ? [] : [`--keep-${key}`, settings[key].text]));
      const theirs = await repository.forget(zone, rules, zone);
      expect(theirs).toHaveLength(snapshotsPerZone);
      const expected = Object.fromEntries(theirs.map(({ time, matches }) => [new Date(time).toISOString(), matches.map(withoutOldest)]));
      const kept = ours(Object.keys(expected), zone, settings);
      // Since 0.16 the oldest is kept while a number is not used up: https://github.com/restic/restic/pull/4366
      const oldest = Object.keys(expected).sort()[0] ?? '';
      if (!keepsOldest) {
        expect(kept[oldest]).toEqual(expect.arrayContaining(expected[oldest] ?? []));
        kept[oldest] = expected[oldest] ?? [];
      }
      expect({ zone, rules, kept }).toEqual({ zone, rules, kept: expected });
    });
  },
);

/** Some versions say so. */
function withoutOldest(match: string): string {
  return match.replace(/^oldest /, '');
}

function ours(times: readonly string[], zone: string, settings: PolicySettings): Record<string, string[]> {
  const policy = parsePolicy(settings);
  if (!policy.ok) throw new Error(JSON.stringify(policy.diagnostics));
  const verdicts = keepSets(
    policy.value,
    times.map((time) => retainedSet(time)),
    { now, offsetAt: zoneOffset(zone) },
  );
  return Object.fromEntries(
    verdicts.map(({ kind, set, because }) => [
      set.createdAt,
      kind === 'removed' ? [] : because.filter((reason) => reason.kind !== 'newest').map(describeReason),
    ]),
  );
}

type Below = ReturnType<typeof seeded>;

/** Spread over three years, and close together where a period ends and where clocks are changed. */
function randomTimes(below: Below): string[] {
  const start = Date.UTC(2023, 5);
  const edges = ['2024-03-10T03:00', '2024-11-03T01:30', '2024-03-31T03:00', '2024-10-27T02:30', '2024-12-30T00:00', '2025-01-01T00:00'];
  const times = new Set<number>();
  while (times.size < snapshotsPerZone) {
    const edge = Date.parse(`${edges[below(edges.length)] ?? ''}Z`);
    const choices = [
      start + below(3 * 366 * 86_400) * 1_000,
      edge + (below(4 * 86_400) - 2 * 86_400) * 1_000,
      edge + (below(14_400) - 7_200) * 1_000,
    ];
    times.add(choices[below(choices.length)] ?? start);
  }
  return [...times].map((time) => new Date(time).toISOString().slice(0, 19).replace('T', ' '));
}

function randomPolicy(below: Below): PolicySettings {
  const chosen = policyKeys.filter(() => below(3) === 0);
  const keys = chosen.length === 0 ? [policyKeys[below(policyKeys.length)] ?? 'last'] : chosen;
  const spans = ['12h', '3d', '40d', '1m', '5m3d', '1y', '1y2m3d4h', '2y'];
  const text = (key: string): string => (key === 'within' ? (spans[below(spans.length)] ?? '') : String(1 + below(6)));
  return Object.fromEntries(keys.map((key) => [key, { text: text(key), origin: 'the test' }]));
}

async function twoAtATime<T>(items: readonly T[], body: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const work = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await body(item);
  };
  await Promise.all([work(), work()]);
}
