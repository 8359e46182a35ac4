import type { ComponentStatus } from '@dust-workspace/lifecycle';
import type { DependencyAnswer, NeedAnswer, StatusAnswer, UsageAnswer } from '../../api.js';
import { sets } from './backups.js';
import { ago, hour, mib, minute, scenarioTime } from './moment.js';
import { isUp, type Part, parts } from './parts.js';

/** The answer of `GET /api/status` for it. */
export function scenarioStatus(): StatusAnswer {
  return statusOf(parts);
}

/** The same of so many components: in chains of ten that stand on a few. */
export function manyStatus(count: number): StatusAnswer {
  return statusOf(
    Array.from({ length: count }, (_, index): Part => {
      const name = `service-${String(index).padStart(3, '0')}`;
      const before = index % 10 === 0 ? undefined : `service-${String(index - 1).padStart(3, '0')}`;
      const needs = before === undefined ? {} : { [before]: 'healthy' };
      const state = index % 17 === 5 ? 'failed' : index % 11 === 7 ? 'stopped' : 'healthy';
      return {
        name,
        description: 'one of many',
        state,
        needs,
        port: 20_000 + index,
        latency: (index % 9) + 0.5,
        cpu: 0.01,
        memory: 20 * mib,
      };
    }),
  );
}

function statusOf(all: readonly Part[]): StatusAnswer {
  const measured = <T>(pick: (part: Part) => T | undefined): Readonly<Record<string, T>> =>
    Object.fromEntries(
      all.flatMap((part) => {
        const value = pick(part);
        return value === undefined ? [] : [[part.name, value]];
      }),
    );
  return {
    environment: 'local',
    workspace: { name: 'dust-workspace', path: '/home/dev/dust-workspace' },
    runtime: 'process',
    at: new Date(scenarioTime).toISOString(),
    components: all.map(rowOf),
    probes: measured(({ latency }) => latency),
    addresses: measured(({ name, port }) => (/front$|console/.test(name) && port !== undefined ? `http://127.0.0.1:${port}/` : undefined)),
    since: measured(({ name, state }) => (isUp(state) ? ago((name.length % 5) * hour + 7 * minute) : undefined)),
    dependencies: all.map(dependenciesOf),
    profiles: Object.fromEntries(all.map(({ name }) => [name, name.startsWith('dust') ? ['dust'] : ['starter', 'dust']])),
    usage: measured(usageOf),
    database: { state: 'connected', storage: 'hypertable', since: ago(3 * hour), reason: null, buffered: 0, dropped: 0 },
    diagnostics: [],
    busy: null,
    self: 'console',
    changes: { allowed: true },
    unavailable: null,
  };
}

function rowOf({ name, state, kind = 'platform', port, detail = '', data = false }: Part): ComponentStatus {
  const set = sets.find(({ components }) => components.includes(name));
  const proven = sets.find(({ drilled }) => drilled[name] !== undefined);
  return {
    name,
    kind,
    runtime: 'process',
    state,
    prepared: true,
    initialised: state !== 'unavailable',
    ports: port === undefined ? {} : { [`${name.toUpperCase().replaceAll('-', '_')}_PORT`]: port },
    hasData: data,
    lastBackup:
      set === undefined
        ? null
        : { set: set.id, at: set.at, bytes: Math.round(set.bytes / set.components.length), verifiedAt: set.verified[name] ?? null },
    lastVerified:
      proven === undefined
        ? null
        : { set: proven.id, at: proven.at, bytes: proven.bytes, verifiedAt: proven.drilled[name] ?? proven.at, how: 'drill' },
    detail,
  };
}

function dependenciesOf({ name, needs = {}, wants = {} }: Part): DependencyAnswer {
  const edges = (conditions: Readonly<Record<string, string>>, optional: boolean): NeedAnswer[] =>
    Object.entries(conditions).map(([component, condition]) => ({ component, condition, optional }));
  return { component: name, needs: [...edges(needs, false), ...edges(wants, true)] };
}

function usageOf({ cpu, memory }: Part): UsageAnswer | undefined {
  return memory === undefined ? undefined : { cpuShare: cpu ?? null, memoryBytes: memory, processes: 2 };
}
