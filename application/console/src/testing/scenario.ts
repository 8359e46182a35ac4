import type { ComponentState, ComponentStatus, EngineEvent, Operation, Outcome } from '@dust-workspace/lifecycle';
import type {
  BackupsAnswer,
  ComponentAnswer,
  ComponentVerb,
  DependencyAnswer,
  HistoryAnswer,
  HistoryPoint,
  NeedAnswer,
  RunAnswer,
  RunMessage,
  SetAnswer,
  SetSummaryAnswer,
  StatusAnswer,
  UsageAnswer,
  VariableAnswer,
} from '../api.js';

/** The moment at which the scenario stands still. */
export const scenarioTime = Date.parse('2026-11-22T14:30:00Z');

const [second, minute, hour] = [1_000, 60_000, 3_600_000];
const ago = (milliseconds: number): string => new Date(scenarioTime - milliseconds).toISOString();

interface Part {
  readonly name: string;
  readonly description: string;
  readonly state: ComponentState;
  readonly kind?: ComponentStatus['kind'];
  readonly needs?: Readonly<Record<string, string>>;
  readonly wants?: Readonly<Record<string, string>>;
  readonly port?: number;
  readonly latency?: number;
  readonly cpu?: number;
  readonly memory?: number;
  readonly detail?: string;
  readonly data?: boolean;
}

const mib = 1_048_576;

/** A workspace with something in almost every state. */
const parts: readonly Part[] = [
  { name: 'dust-source', description: 'The checkout of Dust', state: 'running', kind: 'application' },
  {
    name: 'elasticsearch',
    description: 'Full-text search',
    state: 'degraded',
    port: 9200,
    latency: 22,
    cpu: 0.083,
    memory: 1_240 * mib,
    data: true,
    detail: 'analysis-icu is missing: searches ignore accents less well',
  },
  { name: 'kafka', description: 'An event log of one node', state: 'stopped', port: 9092, data: true },
  {
    name: 'postgres',
    description: "PostgreSQL with Dust's databases",
    state: 'healthy',
    port: 5433,
    latency: 3.2,
    cpu: 0.021,
    memory: 86 * mib,
    data: true,
  },
  { name: 'qdrant', description: 'Vector search', state: 'healthy', port: 6333, latency: 1.9, cpu: 0.006, memory: 148 * mib, data: true },
  {
    name: 'redis',
    description: 'Cache, queues, streams',
    state: 'healthy',
    port: 6379,
    latency: 0.8,
    cpu: 0.004,
    memory: 14 * mib,
    data: true,
  },
  { name: 'temporal', description: 'Workflows', state: 'healthy', port: 7233, latency: 6.1, cpu: 0.034, memory: 162 * mib, data: true },
  {
    name: 'tika',
    description: 'Text of documents',
    state: 'starting',
    port: 9998,
    memory: 210 * mib,
    detail: 'waits for http://127.0.0.1:9998/tika',
  },
  {
    name: 'timescale',
    description: 'PostgreSQL with the TimescaleDB extension',
    state: 'healthy',
    port: 5432,
    latency: 2.4,
    cpu: 0.012,
    memory: 74 * mib,
    data: true,
  },
  {
    name: 'console',
    description: 'This page',
    state: 'healthy',
    kind: 'application',
    wants: { timescale: 'initialised' },
    port: 4400,
    latency: 1.2,
    cpu: 0.009,
    memory: 71 * mib,
  },
  {
    name: 'dust-core',
    description: 'Data sources, tables and runs of Dust, in Rust',
    state: 'healthy',
    kind: 'application',
    needs: { postgres: 'initialised', qdrant: 'healthy', elasticsearch: 'initialised', 'dust-source': 'prepared' },
    wants: { tika: 'healthy' },
    port: 3001,
    latency: 4.4,
    cpu: 0.051,
    memory: 192 * mib,
  },
  {
    name: 'dust-connectors',
    description: 'Brings data of other services in',
    state: 'failed',
    kind: 'application',
    needs: { postgres: 'initialised', temporal: 'healthy', redis: 'healthy', 'dust-core': 'healthy' },
    port: 3002,
    detail: 'ended with 1 after 3 attempts: SLACK_CLIENT_ID is empty',
  },
  {
    name: 'dust-front',
    description: 'The application',
    state: 'healthy',
    kind: 'application',
    needs: { postgres: 'initialised', redis: 'healthy', 'dust-core': 'healthy', 'dust-source': 'prepared' },
    port: 3000,
    latency: 31,
    cpu: 0.142,
    memory: 690 * mib,
  },
  {
    name: 'dust-front-workers',
    description: 'Background work of the application',
    state: 'healthy',
    kind: 'application',
    needs: { 'dust-front': 'initialised', temporal: 'healthy' },
    latency: 12,
    cpu: 0.067,
    memory: 512 * mib,
  },
  {
    name: 'dust-viz',
    description: 'Draws what agents make',
    state: 'unavailable',
    kind: 'application',
    needs: { 'dust-front': 'started' },
    port: 3007,
    detail: 'needs Node 24 or containers',
  },
];

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

function isUp(state: ComponentState): boolean {
  return state !== 'stopped' && state !== 'failed' && state !== 'unavailable';
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

/** The answer of `GET /api/components/<name>`. */
export function scenarioComponent(name: string, status: StatusAnswer): ComponentAnswer | undefined {
  const row = status.components.find((component) => component.name === name);
  if (row === undefined) return undefined;
  const needs = status.dependencies.find(({ component }) => component === name)?.needs ?? [];
  const dependents = status.dependencies.flatMap(({ component, needs: theirs }) =>
    theirs.filter((need) => need.component === name).map((need) => ({ ...need, component })),
  );
  return {
    name,
    kind: row.kind,
    description: parts.find((part) => part.name === name)?.description ?? 'one of many',
    profiles: ['starter'],
    status: row,
    needs,
    dependents,
    ports: Object.entries(row.ports).map(([port, number]) => ({ name: port, port: number, url: status.addresses[name] ?? null })),
    variables: variablesOf(name, row.ports),
    usage: status.usage[name] ?? null,
    latency: status.probes[name] ?? null,
    since: status.since[name] ?? null,
    actions: (['start', 'stop', 'restart', 'init', 'backup', 'verify', 'drill', 'restore'] as const).map((verb: ComponentVerb) => {
      const without = (verb === 'verify' || verb === 'drill' || verb === 'restore') && row.lastBackup === null;
      return {
        verb,
        allowed: !without,
        because: without ? 'there is no backup of it' : null,
        remedy: without ? `dsw backup ${name}` : null,
      };
    }),
    diagnostics: [],
  };
}

function variablesOf(name: string, ports: Readonly<Record<string, number>>): VariableAnswer[] {
  const prefix = name.toUpperCase().replaceAll('-', '_');
  return [
    ...Object.entries(ports).map(([port, number]) => ({
      name: port,
      value: String(number),
      secret: false,
      origin: 'a leased port',
      overridden: [],
    })),
    { name: `${prefix}_USER`, value: 'postgres', secret: false, origin: `platform/${name}/component.yaml:9`, overridden: [] },
    { name: `${prefix}_PASSWORD`, value: '****', secret: true, origin: `env/local/${name}.env:3`, overridden: [] },
    {
      name: `${prefix}_DB`,
      value: 'metrics',
      secret: false,
      origin: `env/local/${name}.env:4`,
      overridden: [`platform/${name}/component.yaml:11`],
    },
    {
      name: `${prefix}_LOG_LEVEL`,
      value: 'notice',
      secret: false,
      origin: 'env/project.env:12',
      overridden: [`env/local/${name}.env:7`, `platform/${name}/component.yaml:13`],
    },
    { name: `${prefix}_OPTIONS`, value: '', secret: false, origin: `platform/${name}/component.yaml:15`, overridden: [] },
  ];
}

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

const sets: readonly SetSummaryAnswer[] = [
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

/** The answer of `GET /api/history`: a week with a restart, a gap and a night on which nothing was recorded. */
export function scenarioHistory(minutes: number, names: readonly string[], status: StatusAnswer): HistoryAnswer {
  const step = Math.max(10 * second, (minutes * minute) / 360);
  const from = scenarioTime - minutes * minute;
  const points = (name: string): HistoryPoint[] => {
    const state = status.components.find((component) => component.name === name)?.state ?? 'healthy';
    const [latency, usage] = [status.probes[name] ?? 2, status.usage[name]];
    const made: HistoryPoint[] = [];
    for (let at = from; at <= scenarioTime; at += step) {
      const place = (at - from) / (scenarioTime - from);
      if (place > 0.52 && place < 0.6) continue;
      const now =
        place > 0.97
          ? state
          : place > 0.33 && place < 0.36
            ? 'stopped'
            : place >= 0.36 && place < 0.375
              ? 'starting'
              : isUp(state)
                ? 'healthy'
                : state;
      const wave = 1 + 0.25 * Math.sin(place * 40) + 0.12 * Math.sin(place * 173 + name.length) + (Math.abs(place - 0.8) < 0.012 ? 2.4 : 0);
      const up = isUp(now);
      made.push([
        at,
        now,
        up && now !== 'starting' ? latency * wave : null,
        up ? (usage?.cpuShare ?? 0.01) * wave : null,
        up ? (usage?.memoryBytes ?? 30 * mib) * (0.82 + 0.18 * ((place * 3) % 1)) : null,
      ]);
    }
    return made;
  };
  return {
    from,
    to: scenarioTime,
    sampleEvery: 10 * second,
    bucket: step > 10 * second ? step : null,
    source: 'database',
    components: Object.fromEntries(names.map((name) => [name, points(name)])),
  };
}

/** Lines as a component writes them. */
export const scenarioLog: readonly string[] = [
  '{"level":"info","time":"2026-11-22T14:28:01Z","msg":"listening","port":3000}',
  'LOG:  database system is ready to accept connections',
  '{"level":"info","time":"2026-11-22T14:28:40Z","msg":"request","method":"GET","path":"/api/healthz","status":200,"ms":3}',
  'WARNING:  there is already a transaction in progress',
  '{"level":"warn","time":"2026-11-22T14:29:02Z","msg":"slow query","ms":842,"table":"data_sources"}',
  'ERROR:  duplicate key value violates unique constraint "users_email_key"',
  'DETAIL:  Key (email)=(ada@example.org) already exists.',
  '{"level":"debug","time":"2026-11-22T14:29:30Z","msg":"cache miss","key":"workspace:12"}',
  '\u001b[32mINFO\u001b[0m checkpoint complete: wrote 214 buffers (1.3%)',
  '{"level":"info","time":"2026-11-22T14:29:58Z","msg":"request","method":"POST","path":"/api/w/12/assistant","status":200,"ms":118}',
];

/** What a page hears of a run that fails: of the start of a component that lacks a setting. */
export function scenarioFailedRun(): RunMessage[] {
  const run: RunAnswer = {
    id: 'failed',
    verb: 'start',
    component: 'dust-connectors',
    command: 'dsw start dust-connectors',
    startedAt: ago(20 * second),
    endedAt: null,
    state: 'running',
    outcomes: [],
    diagnostics: [],
  };
  const operation = (id: string, verb: Operation['verb'], after: readonly string[]): Operation => ({
    id,
    verb,
    component: 'dust-connectors',
    cause: 'failed',
    after,
    requires: after,
    milestones: [],
  });
  const [prep, start] = [operation('1', 'prep', []), operation('2', 'start', ['1'])];
  const outcome = { component: 'dust-connectors', diagnostics: [], id: 'dust-connectors:start' };
  const prepared: Outcome = { ...outcome, verb: 'prep', kind: 'done', detail: 'prepared', milliseconds: 1_240 };
  const failed: Outcome = {
    ...outcome,
    verb: 'start',
    kind: 'failed',
    detail: 'ended with 1 before it was ready',
    milliseconds: 8_300,
    diagnostics: [
      {
        severity: 'error',
        code: 'missing-value',
        message: 'SLACK_CLIENT_ID has no value',
        remedy: 'Give it one: dsw env-config-edit dust-connectors',
        file: 'env/local/dust-connectors.env',
        range: { start: { line: 14, column: 1 }, end: { line: 14, column: 1 } },
      },
    ],
  };
  const events: readonly EngineEvent[] = [
    { kind: 'planned', plan: { operations: [prep, start] } },
    { kind: 'started', operation: prep },
    { kind: 'finished', operation: prep, outcome: prepared },
    { kind: 'started', operation: start },
    { kind: 'finished', operation: start, outcome: failed },
  ];
  return [
    { kind: 'began', run },
    ...events.map((event, number): RunMessage => ({ kind: 'event', run: run.id, number, event })),
    { kind: 'ended', run: { ...run, state: 'failed', endedAt: ago(10 * second), outcomes: [prepared, failed] } },
  ];
}
