import { describe, expect, it } from 'vitest';
import { plan, type Verb } from './plan.js';
import { scene, type SceneComponent } from './testing/scene.js';
import { tasksFor, type Composite } from './tasks.js';

interface Asked {
  readonly names?: readonly string[];
  readonly cold?: Readonly<Record<string, string>>;
  readonly restorable?: readonly string[];
  readonly consistent?: boolean;
}

/** The plan for one word over a scene, in one line an operation, and what needed none. */
function planned(
  word: Verb | Composite,
  described: Readonly<Record<string, SceneComponent>>,
  { names = [], cold = {}, restorable = [], consistent = false }: Asked = {},
) {
  const { graph, components, observed } = scene(described);
  const tasks = tasksFor(word, { graph, components, observed, names, profile: 'starter' });
  const result = plan({
    tasks,
    graph,
    components,
    observed,
    profile: 'starter',
    coldBackups: new Map(Object.entries(cold)),
    consistent,
    containers: new Set(),
    restorable: new Map(restorable.map((name) => [name, 'the set'])),
    supposing: false,
  });
  return {
    plan: result.plan.operations.map(({ id, cause, after }) => `${id} (${cause})${after.length === 0 ? '' : ` after ${after.join(', ')}`}`),
    settled: result.settled.map(({ id, kind, detail }) => `${id} ${kind}: ${detail}`),
  };
}

const database = { manifest: { ready: { command: ['true'] }, init: {} } };
const application = { manifest: { needs: { db: 'initialised' } } };

describe('starting', () => {
  it('starts needs first, with the initialisation that is asked of them', () => {
    const found = planned('up', {
      db: { ...database, observed: { prepared: false, initialised: false, hasData: false } },
      app: { ...application, observed: { prepared: false } },
    });
    expect(found).toEqual({
      plan: [
        'db:prep (not prepared yet)',
        'app:prep (not prepared yet)',
        'db:start (it is stopped, needed by app) after db:prep',
        'db:init (not initialised yet) after db:prep, db:start',
        'app:start (it is stopped) after app:prep, db:start, db:init',
      ],
      settled: [],
    });
  });

  it('leaves alone what is ready, degraded included', () => {
    const found = planned('up', { db: { ...database, state: 'degraded' }, app: { ...application, state: 'running' } });
    expect(found).toEqual({
      plan: [],
      settled: [
        'db:prep unchanged: prepared',
        'app:prep unchanged: prepared',
        'db:start unchanged: degraded',
        'db:init unchanged: initialised',
        'app:start unchanged: running',
      ],
    });
  });

  it('waits for what is still starting, and starts what failed', () => {
    expect(planned('up', { a: { state: 'starting' }, b: { state: 'failed' } }).plan).toEqual([
      'a:start (it is starting)',
      'b:start (it is failed)',
    ]);
  });

  it('orders wants, but never starts them along', () => {
    const both = { db: database, console: { manifest: { wants: { db: 'initialised' } } } };
    expect(planned('start', both, { names: ['console'] }).plan).toEqual(['console:start (it is stopped)']);
    expect(planned('up', both).plan).toEqual(['db:start (it is stopped)', 'console:start (it is stopped) after db:start']);
  });

  it('begins before its need is ready when it is enough that it was started', () => {
    const { graph, components, observed } = scene({ a: {}, b: { manifest: { needs: { a: 'started' } } } });
    const tasks = tasksFor('up', { graph, components, observed, names: [], profile: 'starter' });
    const { operations } = plan({
      tasks,
      graph,
      components,
      observed,
      profile: 'starter',
      coldBackups: new Map(),
      consistent: false,
      containers: new Set(),
      restorable: new Map(),
      supposing: false,
    }).plan;
    expect(operations.at(-1)).toMatchObject({ id: 'b:start', after: ['a:start'], requires: ['a:start'], milestones: ['a:start'] });
  });

  it('runs an initialisation that comes before the start of its own component', () => {
    const found = planned('up', {
      db: {},
      api: { manifest: { needs: { db: 'started' }, init: { when: 'before-start' } }, observed: { initialised: false } },
    });
    expect(found.plan).toEqual([
      'db:start (it is stopped, needed by api)',
      'api:start (it is stopped) after api:init, db:start',
      'api:init (not initialised yet) after db:start',
    ]);
  });

  it('skips what cannot run here and what needs it, and the rest goes on', () => {
    const found = planned('up', { redis: { state: 'unavailable' }, app: { manifest: { needs: { redis: 'started' } } }, other: {} });
    expect(found.plan).toEqual(['other:start (it is stopped)']);
    expect(found.settled.slice(-2)).toEqual([
      'redis:start skipped: is unavailable: ',
      'app:start skipped: needs redis, which is unavailable: ',
    ]);
  });

  it('fails for what cannot run here when it is asked for by name', () => {
    expect(planned('start', { redis: { state: 'unavailable' } }, { names: ['redis'] }).settled.at(-1)).toBe(
      'redis:start failed: is unavailable: ',
    );
  });

  it('acts on a component outside the profile only when it is named or needed', () => {
    const outside = { manifest: { profiles: [] } };
    expect(planned('up', { a: {}, b: outside }).plan).toEqual(['a:start (it is stopped)']);
    expect(planned('start', { a: {}, b: outside }, { names: ['b'] }).plan).toEqual(['b:start (it is stopped)']);
    expect(planned('up', { a: { manifest: { needs: { b: 'started' } } }, b: outside }).plan).toEqual([
      'b:start (it is stopped, needed by a)',
      'a:start (it is stopped) after b:start',
    ]);
  });
});

describe('stopping', () => {
  const three = {
    db: { ...database, state: 'healthy' },
    app: { manifest: { needs: { db: 'started' } }, state: 'running' },
    console: { manifest: { wants: { db: 'started' } }, state: 'running' },
  } as const;

  it('stops dependents first, and what only wants it is left alone', () => {
    expect(planned('stop', three, { names: ['db'] }).plan).toEqual(['app:stop (it needs db)', 'db:stop (requested) after app:stop']);
  });

  it('stops everything that runs, whatever the profile, in order', () => {
    const outside = { manifest: { profiles: [] }, state: 'running' } as const;
    expect(planned('down', { ...three, outside }).plan).toEqual([
      'outside:stop (it is running)',
      'console:stop (it is running)',
      'app:stop (it needs db)',
      'db:stop (it is healthy) after app:stop, console:stop',
    ]);
  });

  it('also ends what died or left processes behind', () => {
    expect(planned('down', { a: { state: 'failed' } }).plan).toEqual(['a:stop (it is failed)']);
  });

  it('has nothing to do where nothing runs', () => {
    expect(planned('down', { a: {} })).toEqual({ plan: [], settled: ['a:stop unchanged: not running'] });
  });

  it('starts again, in a restart, the dependents that it had to stop', () => {
    expect(planned('restart', { ...three, other: { manifest: { needs: { db: 'started' } } } }, { names: ['db'] }).plan).toEqual([
      'app:stop (it needs db)',
      'db:stop (requested) after app:stop',
      'db:start (it ran before) after db:stop',
      'app:start (it ran before) after app:stop, db:start',
    ]);
  });
});

describe('removing', () => {
  it('cleans after stopping, and refuses what runs when no stop goes before', () => {
    expect(planned('clean', { a: { state: 'running' } }, { names: ['a'] }).plan).toEqual([
      'a:stop (requested)',
      'a:clean (requested) after a:stop',
    ]);
    const { graph, components, observed } = scene({ a: { state: 'running' } });
    const tasks = [{ id: 'a:clean', verb: 'clean', component: 'a', after: [], named: true }] as const;
    const found = plan({
      tasks,
      graph,
      components,
      observed,
      profile: 'starter',
      coldBackups: new Map(),
      consistent: false,
      containers: new Set(),
      restorable: new Map(),
      supposing: false,
    });
    expect(found.settled).toMatchObject([{ kind: 'failed', detail: 'is running: stop it first: dsw stop a' }]);
  });

  it('rebuilds in a reset what it removed', () => {
    expect(planned('reset', { db: { ...database, state: 'healthy' } }, { names: ['db'] }).plan).toEqual([
      'db:stop (requested)',
      'db:clean (requested) after db:stop',
      'db:start (it ran before) after db:stop, db:clean',
      'db:init (cleaned before) after db:clean, db:start',
    ]);
  });

  it('prepares in a rebase what it purged', () => {
    expect(planned('rebase', { a: {} }).plan).toEqual(['a:purge (requested)', 'a:prep (purged before) after a:purge']);
  });
});

describe('backing up', () => {
  it('goes through the hook while the component runs, and stops nothing', () => {
    expect(planned('backup', { db: { ...database, state: 'healthy' } }).plan).toEqual(['db:backup (running: through its hook)']);
  });

  it('copies the volume of a component that is down', () => {
    expect(planned('backup', { db: database }).plan).toEqual(['db:backup (stopped: a copy of its volume)']);
  });

  it('neither copies nor removes the data of what may run unseen', () => {
    const observed = { detail: 'nobody answers', runtime: { kind: 'unknown', reason: 'nobody answers', remedy: 'Start it.' } } as const;
    const unseen = { db: { ...database, state: 'unknown', observed } } as const;
    for (const verb of ['backup', 'clean', 'purge'] as const) {
      const found = planned(verb, unseen);
      expect([found.plan, found.settled.at(-1)]).toEqual([[], `db:${verb} failed: is unknown: nobody answers`]);
    }
  });

  it('takes a component without a usable hook down for it, with its dependents, and brings back what ran', () => {
    const found = planned(
      'backup',
      { db: { ...database, state: 'healthy' }, app: { ...application, state: 'running' } },
      { names: ['db'], cold: { db: 'no pg_dump' } },
    );
    expect(found.plan).toEqual([
      'app:stop (needs db, which is down for its backup)',
      'db:stop (for its backup) after app:stop',
      'db:backup (no pg_dump: a copy of its volume while it is down) after db:stop',
      'db:start (it ran before) after db:stop, db:backup',
      'app:start (it ran before) after app:stop, db:start, db:backup',
    ]);
  });

  it('skips components without data, never prepared, or outside the profile', () => {
    const found = planned('backup', {
      empty: { observed: { hasData: false } },
      never: { observed: { prepared: false, hasData: false } },
      outside: { manifest: { profiles: [] } },
    });
    expect(found).toEqual({
      plan: [],
      settled: [
        'empty:backup skipped: has no data',
        'never:backup skipped: was never prepared',
        'outside:backup skipped: outside the profile starter; name it to act on it',
      ],
    });
  });
});

describe('what nobody named and nothing is done about', () => {
  const aside = (word: Verb | Composite, names: readonly string[] = []): string[] => {
    const { graph, components, observed } = scene({
      inside: { observed: { hasData: false } },
      outside: { manifest: { profiles: [] } },
    });
    const tasks = tasksFor(word, { graph, components, observed, names, profile: 'starter' });
    const choices = { coldBackups: new Map(), consistent: false, containers: new Set<string>(), restorable: new Map(), supposing: false };
    const { settled } = plan({ tasks, graph, components, observed, profile: 'starter', ...choices });
    return settled.map(({ id, kind, aside: isAside }) => `${id} ${kind}${isAside === true ? ', aside' : ''}`);
  };

  it('is marked, so that people need not read of each', () => {
    expect(aside('backup')).toEqual(['inside:backup skipped', 'outside:backup skipped, aside']);
    expect(aside('down')).toEqual(['outside:stop unchanged, aside', 'inside:stop unchanged, aside']);
  });

  it('is news to whoever named it', () => {
    expect(aside('stop', ['outside'])).toEqual(['outside:stop unchanged']);
  });
});

describe('restoring', () => {
  it('takes down what runs and what needs it, and brings the dependents back', () => {
    const found = planned(
      'restore',
      { db: { ...database, state: 'healthy' }, app: { ...application, state: 'running' } },
      { names: ['db'], restorable: ['db'] },
    );
    expect(found.plan).toEqual([
      'app:stop (needs db, which is down for its restore)',
      'db:stop (for its restore) after app:stop',
      'db:restore (its data are replaced by those of the set) after db:stop',
      'app:start (it ran before) after app:stop, db:restore',
    ]);
  });

  it('leaves out what the set does not hold', () => {
    const empty = { ...database, observed: { hasData: false } };
    expect(planned('restore', { db: empty, other: {} }, { restorable: ['db'] })).toEqual({
      plan: ['db:restore (from the set)'],
      settled: ['other:restore skipped: is not in the set'],
    });
  });
});

describe('a component whose configuration has problems', () => {
  const problems = [{ severity: 'error', code: 'env-quote', message: 'the quote is never closed' }] as const;
  const broken = { misconfigured: problems };

  it('is not started, and neither is what needs it', () => {
    expect(planned('up', { db: { ...database, observed: broken }, app: application })).toEqual({
      plan: [],
      settled: [
        'db:prep unchanged: prepared',
        'app:prep unchanged: prepared',
        'db:start failed: is misconfigured',
        'db:init unchanged: initialised',
        'app:start skipped: needs db, which is misconfigured',
      ],
    });
  });

  it('is not stopped for a backup or a restore after which it could not be started', () => {
    const scene = { db: { ...database, state: 'healthy', observed: broken } } as const;
    for (const cold of [{}, { db: 'it has no backup hook' }] as Record<string, string>[])
      expect(planned('backup', scene, { names: ['db'], cold })).toEqual({ plan: [], settled: ['db:backup failed: is misconfigured'] });
    expect(planned('restore', scene, { names: ['db'], restorable: ['db'] })).toEqual({
      plan: [],
      settled: ['db:restore failed: is misconfigured'],
    });
  });

  it('keeps those on which it depends from going down for it', () => {
    const scene = { db: { ...database, state: 'healthy' }, app: { ...application, state: 'running', observed: broken } } as const;
    expect(planned('backup', scene, { names: ['db'], cold: { db: 'it has no backup hook' } })).toEqual({
      plan: [],
      settled: ['db:backup failed: is misconfigured'],
    });
  });

  it('can be stopped, and its data copied when it is down', () => {
    expect(planned('stop', { db: { ...database, state: 'healthy', observed: broken } }, { names: ['db'] }).plan).toEqual([
      'db:stop (requested)',
    ]);
    expect(planned('backup', { db: { ...database, observed: broken } }, { names: ['db'] }).plan).toEqual([
      'db:backup (stopped: a copy of its volume)',
    ]);
  });
});

describe('a consistent backup', () => {
  const running = {
    db: { ...database, state: 'healthy' },
    app: { ...application, state: 'running' },
    watcher: { manifest: { wants: { db: 'started' } }, state: 'running' },
    other: { state: 'running' },
    idle: { manifest: { needs: { db: 'started' } }, observed: { hasData: false } },
  } as const;

  it('stops whatever may write, takes all data, and starts again what ran as soon as these are taken', () => {
    expect(planned('backup', running, { consistent: true, cold: { app: 'it has no backup hook' } })).toEqual({
      plan: [
        'watcher:stop (it may write to what is backed up)',
        'app:stop (it may write to what is backed up)',
        'app:start (it ran before) after app:stop, db:backup, app:backup, watcher:backup, other:backup',
        'watcher:start (it ran before) after watcher:stop, watcher:backup, db:backup, app:backup, other:backup',
        'db:backup (running: through its hook) after app:stop, watcher:stop',
        'app:backup (it is down for a consistent backup: a copy of its volume) after app:stop, watcher:stop',
        'other:backup (running: through its hook) after app:stop, watcher:stop',
        'watcher:backup (it is down for a consistent backup: a copy of its volume) after watcher:stop, app:stop',
      ],
      settled: ['idle:backup skipped: has no data'],
    });
  });

  it('of what nobody uses stops nothing', () => {
    expect(planned('backup', running, { names: ['other'], consistent: true })).toEqual({
      plan: ['other:backup (running: through its hook)'],
      settled: [],
    });
  });
});

describe('what is built', () => {
  const source = { manifest: { source: { repository: 'r', commit: 'c' }, runtimes: undefined }, state: 'stopped' } as const;
  const core = { manifest: { needs: { source: 'prepared', db: 'healthy' }, prep: {}, init: { when: 'before-start' } } } as const;

  it('is built from what is prepared first, which is not started', () => {
    const found = planned('up', {
      source: { ...source, observed: { prepared: false } },
      db: database,
      core: { ...core, observed: { prepared: false, initialised: false } },
    });
    expect(found).toEqual({
      plan: [
        'source:prep (not prepared yet)',
        'core:prep (not prepared yet) after source:prep',
        'db:start (it is stopped, needed by core)',
        'core:start (it is stopped) after core:prep, core:init, source:prep, db:start',
        'core:init (not initialised yet) after core:prep, source:prep, db:start',
      ],
      settled: ['db:prep unchanged: prepared', 'source:start unchanged: is a checkout: nothing of it runs'],
    });
  });

  it('is built again when what it is built from is made again', () => {
    const found = planned('prep', { source: { ...source, observed: { outdated: { prepare: 'another commit' } } }, db: database, core });
    expect(found.plan).toEqual(['source:prep (another commit)', 'core:prep (source is prepared before) after source:prep']);
  });

  it('is not built where its tools are missing, and does not start then', () => {
    const found = planned('up', {
      source,
      db: database,
      core: { ...core, state: 'unavailable', observed: { prepared: false, initialised: false } },
    });
    expect(found.settled.slice(-3)).toEqual([
      'source:start unchanged: is a checkout: nothing of it runs',
      'core:start skipped: is unavailable: ',
      'core:init skipped: is unavailable: ',
    ]);
  });

  it('takes its sources along when it alone is prepared, and leaves what only runs beside it', () => {
    const unprepared = { prepared: false };
    const found = planned(
      'prep',
      { source: { ...source, observed: unprepared }, db: { observed: unprepared }, core: { ...core, observed: unprepared } },
      { names: ['core'] },
    );
    expect(found.plan).toEqual(['source:prep (not prepared yet)', 'core:prep (not prepared yet) after source:prep']);
  });

  it('goes down before its sources are purged', () => {
    const found = planned('purge', { source, core: { ...core, state: 'healthy' } }, { names: ['source'] });
    expect(found.plan).toEqual(['core:stop (it is healthy)', 'source:purge (requested) after core:stop']);
  });
});

describe('a dry run', () => {
  it('supposes that what is missing here is there, and tells what is', () => {
    const { graph, components, observed } = scene({ redis: { state: 'unavailable' }, app: { manifest: { needs: { redis: 'started' } } } });
    const shared = {
      graph,
      components,
      observed,
      profile: 'starter',
      coldBackups: new Map(),
      consistent: false,
      containers: new Set<string>(),
    };
    const decide = (names: string[]) =>
      plan({ ...shared, tasks: tasksFor('up', { ...shared, names }), restorable: new Map(), supposing: true });
    expect(decide([])).toMatchObject({
      plan: { operations: [{ id: 'redis:start' }, { id: 'app:start', after: ['redis:start'] }] },
      lacking: [{ severity: 'warning', code: 'unavailable', message: 'redis is unavailable here: ' }],
    });
    expect(decide(['redis'])).toMatchObject({ plan: { operations: [] }, lacking: [] });
  });
});

describe('what a component has made in another', () => {
  const scene = {
    db: database,
    core: { manifest: { needs: { db: 'initialised' }, init: { when: 'before-start' } }, state: 'running' },
    front: { manifest: { needs: { core: 'started' }, init: { when: 'before-start' } } },
  } as const;

  it('is made again once that is cleaned', () => {
    const found = planned('reset', { ...scene, db: { ...database, state: 'healthy' } }, { names: ['db'] });
    expect(found.plan).toEqual([
      'core:stop (it needs db)',
      'db:stop (requested) after core:stop',
      'db:clean (requested) after db:stop',
      'db:start (it ran before) after db:stop, db:clean',
      'db:init (cleaned before) after db:clean, db:start',
      'core:start (it ran before) after core:stop, core:init, db:start, db:init',
      'core:init (cleaned before) after db:start, db:init',
    ]);
  });

  it('is looked for again once that is restored, before the component goes on', () => {
    const found = planned('restore', { ...scene, db: { ...database, state: 'healthy' } }, { names: ['db'], restorable: ['db'] });
    expect(found.plan).toEqual([
      'core:stop (needs db, which is down for its restore)',
      'db:stop (for its restore) after core:stop',
      'db:restore (its data are replaced by those of the set) after db:stop',
      'core:init (db is restored) after db:restore',
      'core:start (it ran before) after core:stop, core:init, db:restore',
    ]);
  });

  it('is forgotten with its own clean, also where it has no data of its own', () => {
    const stopped = { state: 'stopped', observed: { hasData: false, hasHookStamps: true } } as const;
    expect(planned('clean', { core: stopped, other: { observed: { hasData: false } } }).plan).toEqual(['core:clean (requested)']);
  });
});
