import type { BackupsAnswer, SetAnswer, SetSummaryAnswer } from '../../api.js';
import { ago, hour, minute } from './moment.js';

const kept = ['elasticsearch', 'postgres', 'qdrant', 'redis', 'temporal', 'timescale'];

function setOf(id: string, before: number, more: Partial<SetSummaryAnswer> = {}): SetSummaryAnswer {
  return {
    id,
    at: ago(before),
    bytes: 48_300_000 + before / 100,
    components: kept,
    verified: {},
    drilled: {},
    pinned: null,
    incomplete: [],
    consistent: false,
    ...more,
  };
}

const proven = (before: number): Readonly<Record<string, string>> => Object.fromEntries(kept.map((name) => [name, ago(before)]));

export const sets: readonly SetSummaryAnswer[] = [
  setOf('20261122T112941Z-7f3a', 3 * hour, { verified: proven(170 * minute) }),
  setOf('20261121T112940Z-91bc', 27 * hour, { verified: proven(26 * hour), drilled: proven(25 * hour) }),
  setOf('20261120T182205Z-0d5e', 44 * hour, {
    components: kept.filter((name) => name !== 'elasticsearch'),
    incomplete: [{ component: 'elasticsearch', reason: 'it was stopped while it was being read' }],
  }),
  setOf('20261115T112938Z-c2a8', 7 * 24 * hour, {
    verified: proven(6 * 24 * hour),
    drilled: proven(6 * 24 * hour),
    pinned: { at: ago(6 * 24 * hour), reason: 'before the upgrade to PostgreSQL 17' },
    consistent: true,
  }),
];

export function scenarioBackups(): BackupsAnswer {
  return { store: 'env/backup/local/sets', sets, damaged: [] };
}

/** The answer of `GET /api/backups/<set>`. */
export function scenarioSet(id: string): SetAnswer | undefined {
  const set = sets.find((candidate) => candidate.id === id);
  if (set === undefined) return undefined;
  return {
    set,
    snapshots: set.components.map((component, index) => ({
      component,
      method: component === 'qdrant' || component === 'temporal' ? 'volume' : 'hook',
      runtime: 'process',
      engine: { postgres: 'postgresql 17.2', timescale: 'postgresql 17.2, timescaledb 2.17', redis: 'redis 7.4' }[component] ?? null,
      bytes: 3_400_000 * (index + 1),
      contentBytes: 9_700_000 * (index + 1),
      notes: component === 'temporal' ? ['taken while it was down'] : [],
      contents:
        component === 'elasticsearch'
          ? null
          : component === 'redis'
            ? [{ kind: 'database', name: '0', count: 1_482 }]
            : [
                { kind: 'table', name: 'public.samples', count: 128_400 },
                { kind: 'table', name: 'public.users', count: 214 },
                { kind: 'table', name: 'public.workspaces', count: 12 },
                { kind: 'sequence', name: 'public.users_id_seq', value: '214' },
              ],
      problem: null,
    })),
  };
}
