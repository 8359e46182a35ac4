import { describe, expect, it } from 'vitest';
import type { Outdated } from '@dust-workspace/runtime';
import { plan, type Verb } from './plan.js';
import { scene, type SceneComponent } from './testing/scene.js';
import { tasksFor, type Composite } from './tasks.js';

/** The plan for one word over a scene in which everything runs in containers but `processes`, in one line an operation, and what needed none. */
function planned(
  word: Verb | Composite,
  described: Readonly<Record<string, SceneComponent>>,
  { names = [], processes = [] }: { readonly names?: readonly string[]; readonly processes?: readonly string[] } = {},
) {
  const { graph, components, observed } = scene(described);
  const result = plan({
    tasks: tasksFor(word, { graph, components, observed, names, profile: 'starter' }),
    graph,
    components,
    observed,
    profile: 'starter',
    coldBackups: new Map(),
    consistent: false,
    containers: new Set([...components.keys()].filter((name) => !processes.includes(name))),
    restorable: new Map([...components.keys()].map((name) => [name, 'the set'])),
    supposing: false,
  });
  return {
    plan: result.plan.operations.map(({ id, cause, after }) => `${id} (${cause})${after.length === 0 ? '' : ` after ${after.join(', ')}`}`),
    requires: Object.fromEntries(result.plan.operations.map(({ id, requires }) => [id, requires])),
    settled: result.settled.map(({ id, kind, detail }) => `${id} ${kind}: ${detail}`),
    diagnostics: result.settled.flatMap(({ diagnostics }) => diagnostics),
  };
}

const healthy = { state: 'healthy' } as const;
const app = { manifest: { needs: { db: 'healthy' } } };

function outdated(moved: Outdated, more: SceneComponent = healthy): SceneComponent {
  return { ...more, observed: { ...more.observed, outdated: moved } };
}

/** As the driver says it of what runs when a variable has changed. */
const replace = { replace: 'its variable REDIS_PASSWORD has changed' };

describe('a container that is not as its definition says now', () => {
  it('is replaced, and what needs it goes down before and comes back after', () => {
    expect(planned('up', { db: outdated(replace), app: { ...app, ...healthy }, other: healthy })).toMatchObject({
      plan: [
        'app:stop (needs db, which is down for its start)',
        'db:stop (for its start) after app:stop',
        'db:start (replaced: its variable REDIS_PASSWORD has changed) after db:stop, app:stop',
        'app:start (it ran before) after app:stop, db:start, db:stop',
      ],
      settled: [
        'db:prep unchanged: prepared',
        'app:prep unchanged: prepared',
        'other:prep unchanged: prepared',
        'other:start unchanged: healthy',
      ],
    });
  });

  it('is replaced for whoever needs it', () => {
    expect(planned('start', { db: outdated(replace), app }, { names: ['app'] }).plan).toEqual([
      'db:stop (for its start)',
      'db:start (replaced: its variable REDIS_PASSWORD has changed) after db:stop',
      'app:start (it is stopped) after db:start, db:stop',
    ]);
  });

  it('does not start what was down and only needs it', () => {
    expect(planned('start', { db: outdated(replace), app }, { names: ['db'] }).plan).toEqual([
      'db:stop (for its start)',
      'db:start (replaced: its variable REDIS_PASSWORD has changed) after db:stop',
    ]);
  });

  it('takes down a dependent that runs as a process as well', () => {
    expect(planned('up', { db: outdated(replace), app: { ...app, ...healthy } }, { processes: ['app'] }).plan).toEqual([
      'app:stop (needs db, which is down for its start)',
      'db:stop (for its start) after app:stop',
      'db:start (replaced: its variable REDIS_PASSWORD has changed) after db:stop',
      'app:start (it ran before) after app:stop, db:start',
    ]);
  });

  it('is replaced once when its dependent is too', () => {
    const both = { db: outdated(replace), app: outdated({ replace: 'compose.yaml has changed' }, { ...app, ...healthy }) };
    const { plan: lines } = planned('up', both);
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['app:stop', 'db:stop', 'db:start', 'app:start']);
  });

  it('is left alone by what does not start it', () => {
    expect(planned('backup', { db: outdated(replace) }).plan).toEqual(['db:backup (running: through its hook)']);
    expect(planned('stop', { db: outdated(replace) }, { names: ['db'] }).plan).toEqual(['db:stop (requested)']);
    expect(planned('prep', { db: outdated(replace) }).plan).toEqual([]);
  });

  it('is started as it is now when it was down', () => {
    expect(planned('up', { db: outdated(replace, {}) }).plan).toEqual(['db:start (it is stopped)']);
  });

  it('runs on as it was defined before, with a warning, when its definition is broken', () => {
    const broken = { severity: 'error', code: 'compose-image', message: 'has no image', file: 'compose.yaml' } as const;
    expect(planned('up', { db: outdated({ invalid: [broken] }) })).toMatchObject({
      plan: [],
      settled: ['db:prep unchanged: prepared', 'db:start unchanged: healthy'],
      diagnostics: [{ ...broken, severity: 'warning' }],
    });
  });
});

describe('an image that is not here', () => {
  const pull = { prepare: 'its image redis:9 is not here' };

  it('is fetched before anything stops for it', () => {
    const found = planned('up', { db: outdated({ ...pull, ...replace }), app: { ...app, ...healthy } });
    expect(found.plan).toEqual([
      'db:prep (its image redis:9 is not here)',
      'app:stop (needs db, which is down for its start) after db:prep',
      'db:stop (for its start) after app:stop, db:prep',
      'db:start (replaced: its variable REDIS_PASSWORD has changed) after db:prep, db:stop, app:stop',
      'app:start (it ran before) after app:stop, db:start, db:prep, db:stop',
    ]);
  });

  it('keeps everything running when it cannot be had', () => {
    const { requires } = planned('up', { db: outdated({ ...pull, ...replace }), app: { ...app, ...healthy } });
    expect(requires).toEqual({
      'db:prep': [],
      'app:stop': ['db:prep'],
      'db:stop': ['app:stop', 'db:prep'],
      'db:start': ['db:prep', 'db:stop'],
      'app:start': ['app:stop', 'db:start'],
    });
  });

  it('keeps a restart from stopping anything when it cannot be had', () => {
    const { requires } = planned('restart', { db: outdated(pull), app: { ...app, ...healthy } }, { names: ['db'] });
    expect([requires['app:stop'], requires['db:stop']]).toEqual([['db:prep'], ['app:stop', 'db:prep']]);
  });

  it('is fetched again where it was prepared already', () => {
    expect(planned('prep', { db: outdated(pull, {}) }).plan).toEqual(['db:prep (its image redis:9 is not here)']);
    expect(planned('up', { db: outdated(pull, {}) }).plan).toEqual([
      'db:prep (its image redis:9 is not here)',
      'db:start (it is stopped) after db:prep',
    ]);
  });

  it('of one does not hold up the stop of another that is only stopped', () => {
    expect(planned('stop', { db: outdated(pull) }, { names: ['db'] }).requires).toEqual({ 'db:stop': [] });
  });
});

describe('containers', () => {
  it('start when everything was stopped and prepared, whether that went well for the others or not', () => {
    const found = planned('up', { a: { observed: { prepared: false } }, b: {}, c: outdated(replace) });
    expect(found.plan).toEqual([
      'a:prep (not prepared yet)',
      'a:start (it is stopped) after a:prep, c:stop',
      'b:start (it is stopped) after a:prep, c:stop',
      'c:stop (for its start)',
      'c:start (replaced: its variable REDIS_PASSWORD has changed) after c:stop, a:prep',
    ]);
    expect([found.requires['a:start'], found.requires['b:start'], found.requires['c:start']]).toEqual([['a:prep'], [], ['c:stop']]);
  });

  it('do not wait for processes, nor processes for them', () => {
    const found = planned('up', { a: { observed: { prepared: false } }, b: { observed: { prepared: false } } }, { processes: ['b'] });
    expect(found.plan).toEqual([
      'a:prep (not prepared yet)',
      'b:prep (not prepared yet)',
      'a:start (it is stopped) after a:prep',
      'b:start (it is stopped) after b:prep',
    ]);
  });
});

describe('an engine that does not answer', () => {
  const reason = 'the container engine does not answer';
  const silent = { state: 'unknown', observed: { detail: reason, runtime: { kind: 'unknown', reason, remedy: 'Start it.' } } } as const;
  const diagnostics = [{ severity: 'error', code: 'unknown', message: reason, remedy: 'Start it.' }];

  it('makes a start fail, named or not, and the others go on', () => {
    const scenery = { db: silent, app, other: {} };
    expect(planned('up', scenery)).toMatchObject({
      plan: ['other:start (it is stopped)'],
      settled: [
        'db:prep unchanged: prepared',
        'app:prep unchanged: prepared',
        'other:prep unchanged: prepared',
        `db:start failed: is unknown: ${reason}`,
        `app:start skipped: needs db, which is unknown: ${reason}`,
      ],
      diagnostics,
    });
    expect(planned('start', scenery, { names: ['db'] })).toMatchObject({ plan: [], diagnostics });
  });

  it.each(['stop', 'down', 'restart', 'backup', 'restore', 'purge', 'clean', 'reset', 'rebase'] as const)(
    'makes a %s fail, named or not',
    (word) => {
      for (const names of [[], ['db']]) {
        const found = planned(word, { db: silent }, { names });
        expect(found.plan).toEqual([]);
        expect(found.settled.filter((line) => line.includes(' failed: '))).not.toEqual([]);
        expect(found.diagnostics).toContainEqual(diagnostics[0]);
      }
    },
  );

  it('makes an initialisation fail, named or not', () => {
    const uninitialised = { ...silent, manifest: { init: {} }, observed: { ...silent.observed, initialised: false } };
    for (const names of [[], ['db']])
      expect(planned('init', { db: uninitialised }, { names }).settled).toContain(`db:init failed: is unknown: ${reason}`);
  });
});
