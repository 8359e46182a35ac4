import { problem, type Catalog, type Diagnostic } from '@dust-workspace/component';
import type { EngineEvent, Operation, Outcome, Request, RunReport } from '@dust-workspace/lifecycle';
import { describe, expect, it } from 'vitest';
import { carryOut } from './carryOut.js';
import type { Engine, EngineWorkspace } from './engine.js';
import { groupTasks, type NxTask } from './groupTasks.js';
import type { Job, Message } from './job.js';
import type { RunOptions } from './runOptions.js';

const options: RunOptions = {
  force: false,
  consistent: false,
  digest: true,
  dryRun: false,
  json: false,
  yes: false,
  follow: false,
  format: 'table',
};
const components = ['a', 'b', 'c'];

const task = (id: string, named = false): NxTask => {
  const [component = '', verb = ''] = id.split(':');
  return { id, verb, named, ...(component === 'workspace' ? {} : { component }) };
};
const operation = (id: string): Operation => {
  const [component = '', verb = ''] = id.split(':');
  return { id, verb: verb as Operation['verb'], component, cause: 'stopped', after: [], requires: [], milestones: [] };
};
const outcome = (id: string, kind: Outcome['kind'] = 'done', diagnostics: readonly Diagnostic[] = []): Outcome => {
  const { component, verb } = operation(id);
  return { id, component, verb, kind, detail: `${kind} it`, diagnostics, milliseconds: 3 };
};
const finished = (id: string, kind?: Outcome['kind'], diagnostics?: readonly Diagnostic[]): EngineEvent => ({
  kind: 'finished',
  operation: operation(id),
  outcome: outcome(id, kind, diagnostics),
});

interface Scenario {
  readonly tasks: readonly NxTask[];
  readonly dependencies?: Readonly<Record<string, string[]>>;
  readonly options?: Partial<RunOptions>;
  readonly events?: readonly EngineEvent[];
  readonly report?: Partial<RunReport>;
  readonly workspace?: Partial<EngineWorkspace>;
  readonly unopened?: readonly Diagnostic[];
  readonly signal?: AbortSignal;
}

/** Carries out tasks with an engine in which what the scenario says happens. Says what was sent, a line each. */
async function scenario(given: Scenario): Promise<{ sent: string[]; requests: Request[]; drills: unknown[] }> {
  const sent: string[] = [];
  const requests: Request[] = [];
  const drills: unknown[] = [];
  const workspace: EngineWorkspace = {
    catalog: { components: new Map(components.map((name) => [name, {}])) } as unknown as Catalog,
    checkNames: (names) => {
      const unknown = names.filter((name) => !components.includes(name));
      return unknown.length === 0
        ? { ok: true, value: undefined }
        : { ok: false, diagnostics: [problem('unknown', `there is no component ${unknown[0]}`)] };
    },
    drill: async (request) => {
      drills.push(request);
      return { outcomes: [{ ...outcome('a:drill'), verb: 'drill' }], plan: { operations: [] }, diagnostics: [], ok: true };
    },
    run: async (request, { emit }) => {
      requests.push(request);
      for (const event of given.events ?? []) emit(event);
      const outcomes = (given.events ?? []).flatMap((event) =>
        event.kind === 'finished' || event.kind === 'settled' ? [event.outcome] : [],
      );
      return { outcomes, plan: { operations: [] }, diagnostics: [], ok: true, ...given.report };
    },
    status: async (names) => ({
      environment: 'local',
      observedAt: new Date(0),
      runtime: 'process',
      runtimeBecause: null,
      components: components
        .filter((name) => names === undefined || names.length === 0 || names.includes(name))
        .map((name) => ({
          name,
          kind: 'platform',
          runtime: 'process',
          state: 'stopped',
          prepared: true,
          initialised: true,
          ports: {},
          hasData: false,
          lastBackup: null,
          lastVerified: null,
          detail: '',
        })),
      diagnostics: [],
      probes: {},
      addresses: {},
      since: {},
    }),
    async *logs(name) {
      yield `${name} says`;
    },
    variables: async () => ({ variables: new Map(), inside: {}, ports: {}, readable: true, diagnostics: [] }),
    validate: async () => [],
    prepareConfiguration: async () => ({ ok: true, value: { environment: 'local', changes: [], applied: true } }),
    ...given.workspace,
  };
  const engine: Engine = {
    open: async () => (given.unopened === undefined ? { ok: true, value: workspace } : { ok: false, diagnostics: given.unopened }),
    bootstrap: async (run) => ({
      ok: true,
      value: { workspace, report: await workspace.run({ kind: 'word', word: 'bootstrap', names: [] }, run) },
    }),
  };
  const dependencies = given.dependencies ?? {};
  const job: Job = {
    root: '/',
    command: 'nx',
    options: { ...options, ...given.options },
    calls: groupTasks(given.tasks, dependencies).calls,
    dependencies,
  };
  const send = (message: Message): void => {
    if (message.kind === 'line') sent.push(`| ${message.text}`);
    if (message.kind === 'result') sent.push(`${message.result.task} ${message.result.status}: ${message.result.text}`);
  };
  await carryOut(job, { engine, send, signal: given.signal ?? new AbortController().signal });
  return { sent, requests, drills };
}

describe('tasks of components', () => {
  it('are one request, and each is answered with its outcome', async () => {
    const { sent, requests } = await scenario({
      tasks: [task('a:start'), task('b:start', true)],
      dependencies: { 'b:start': ['a:start'] },
      options: { set: 'x' },
      events: [
        { kind: 'progress', operation: operation('a:start'), message: 'waiting for a' },
        finished('a:start'),
        { kind: 'settled', outcome: outcome('b:start', 'unchanged') },
      ],
    });
    expect(sent).toEqual([
      '| a: waiting for a',
      'a:start success: a start: done, done it',
      'b:start success: b start: unchanged, unchanged it',
    ]);
    expect(requests).toMatchObject([{ kind: 'tasks', set: 'x', tasks: [{ id: 'a:start' }, { id: 'b:start', named: true }] }]);
  });

  it('tell what the engine does besides', async () => {
    const { sent } = await scenario({ tasks: [task('a:backup')], events: [finished('b:stop'), finished('a:backup'), finished('b:start')] });
    expect(sent).toEqual(['| b stop: done, done it', 'a:backup success: a backup: done, done it', '| b start: done, done it']);
  });

  it('that had nothing to do succeed; those that a failure kept from beginning do not', async () => {
    const { sent } = await scenario({
      tasks: [task('a:start'), task('b:start'), task('c:start')],
      dependencies: { 'b:start': ['a:start'] },
      events: [
        finished('a:start', 'failed', [problem('port', 'the port is taken', 'Free it.')]),
        finished('b:start', 'skipped'),
        finished('c:start', 'skipped'),
      ],
    });
    expect(sent).toEqual([
      'a:start failure: a start: FAILED\n  error: the port is taken\n    Free it.',
      'b:start skipped: b start: skipped, skipped it',
      'c:start success: c start: skipped, skipped it',
    ]);
  });

  it('are planned with a warning of what is missing here', async () => {
    const warning: Diagnostic = { severity: 'warning', code: 'unavailable', message: 'b is unavailable here: install b' };
    const report = { plan: { operations: [operation('a:start')] }, diagnostics: [warning], ok: true };
    const { sent } = await scenario({ tasks: [task('a:start', true)], options: { dryRun: true }, report });
    expect(sent).toEqual(['| warning: b is unavailable here: install b', '| a start: stopped', 'a:start success: ']);
  });

  it('that never began because of an interruption are not done', async () => {
    const { sent } = await scenario({ tasks: [task('a:start')], events: [finished('a:start', 'skipped')], signal: AbortSignal.abort() });
    expect(sent).toEqual(['a:start skipped: a start: skipped, skipped it']);
  });

  it('that are refused as a whole tell the reason once', async () => {
    const refusal = { ok: false, diagnostics: [problem('busy', 'the environment is busy')] };
    const { sent } = await scenario({ tasks: [task('a:stop'), task('b:stop')], report: refusal });
    expect(sent).toEqual(['a:stop failure: error: the environment is busy', 'b:stop failure: not carried out, for the reason above']);
    expect((await scenario({ tasks: [task('a:stop')], unopened: refusal.diagnostics })).sent).toEqual([
      'a:stop failure: error: the environment is busy',
    ]);
  });

  it('of a component that is gone or broken fail, and the others go on', async () => {
    const { sent, requests } = await scenario({ tasks: [task('gone:start'), task('a:start')], events: [finished('a:start')] });
    expect(sent).toEqual(['gone:start failure: error: there is no component gone', 'a:start success: a start: done, done it']);
    expect(requests).toMatchObject([{ tasks: [{ id: 'a:start' }] }]);
  });

  it('tell the plan of a dry run', async () => {
    const plan = { operations: [operation('a:start')] };
    const given = {
      tasks: [task('a:start'), task('b:start')],
      events: [{ kind: 'settled', outcome: outcome('b:start', 'unchanged') }] as const,
      report: { plan },
    };
    expect((await scenario({ ...given, options: { dryRun: true } })).sent).toEqual([
      'b:start success: b start: unchanged, unchanged it',
      '| a start: stopped',
      'a:start success: ',
    ]);
    const { sent } = await scenario({ ...given, options: { dryRun: true, json: true } });
    expect(JSON.parse(sent[1]!.slice(2))).toEqual({
      operations: [{ id: 'a:start', verb: 'start', component: 'a', cause: 'stopped', after: [] }],
    });
  });
});

describe('a word over components', () => {
  it('tells everything as it happens when it is one task', async () => {
    const { sent, requests } = await scenario({
      tasks: [task('a:restart', true)],
      events: [finished('b:stop'), finished('a:stop'), finished('a:start')],
    });
    expect(sent).toEqual(['| b stop: done, done it', '| a stop: done, done it', '| a start: done, done it', 'a:restart success: ']);
    expect(requests).toEqual([{ kind: 'word', word: 'restart', names: ['a'] }]);
  });

  it('gives each task the outcomes of its own component when there are several', async () => {
    const { sent } = await scenario({
      tasks: [task('a:restart'), task('b:restart')],
      events: [finished('a:stop'), finished('c:stop'), finished('b:stop', 'failed')],
    });
    expect(sent).toEqual([
      '| c stop: done, done it',
      'a:restart success: a stop: done, done it',
      'b:restart failure: b stop: FAILED, failed it',
    ]);
  });

  it('names nobody when it sweeps over all components', async () => {
    const all = components.map((name) => task(`${name}:restart`));
    expect((await scenario({ tasks: all })).requests).toEqual([{ kind: 'word', word: 'restart', names: [] }]);
    expect((await scenario({ tasks: [...all.slice(1), task('a:restart', true)] })).requests).toMatchObject([{ names: ['b', 'c', 'a'] }]);
  });
});

describe('the whole workspace', () => {
  it('is brought up, and then shown', async () => {
    const { sent, requests } = await scenario({ tasks: [task('workspace:up')], events: [finished('a:start')] });
    expect(requests).toEqual([{ kind: 'word', word: 'up', names: [] }]);
    expect(sent[0]).toBe('| a start: done, done it');
    expect(sent[1]).toMatch(/^workspace:up success: environment local, runtime process\nCOMPONENT/);
  });

  it('is bootstrapped by the engine', async () => {
    expect((await scenario({ tasks: [task('workspace:bootstrap')] })).requests).toEqual([{ kind: 'word', word: 'bootstrap', names: [] }]);
  });

  it('is backed up by the verb behind the composite', async () => {
    expect((await scenario({ tasks: [task('workspace:backup-all')] })).requests).toEqual([{ kind: 'word', word: 'backup', names: [] }]);
  });

  it('is drilled apart from the verbs of a plan, with what was chosen', async () => {
    const { drills, requests, sent } = await scenario({ tasks: [task('workspace:drill-all')], options: { set: '2026', digest: false } });
    expect([drills, requests]).toEqual([[{ set: '2026', digest: false, names: [] }], []]);
    expect(sent).toEqual(['workspace:drill-all success: ']);
    expect((await scenario({ tasks: [task('a:drill')] })).drills).toEqual([{ names: ['a'] }]);
  });

  it('fails with the engine, and says why', async () => {
    const report = { ok: false, diagnostics: [problem('broken', 'a manifest is broken')] };
    expect((await scenario({ tasks: [task('workspace:down')], report })).sent).toEqual([
      'workspace:down failure: error: a manifest is broken',
    ]);
  });
});

describe('what changes nothing', () => {
  it('shows each its row of one observation', async () => {
    let observations = 0;
    const status: EngineWorkspace['status'] = async () => {
      observations++;
      return {
        environment: 'local',
        observedAt: new Date(0),
        runtime: 'process',
        runtimeBecause: null,
        components: [],
        diagnostics: [],
        probes: {},
        addresses: {},
        since: {},
      };
    };
    const { sent } = await scenario({ tasks: [task('a:status'), task('b:status')], workspace: { status } });
    expect(observations).toBe(1);
    expect(sent).toHaveLength(2);
  });

  it('fails for the whole workspace with a broken manifest, having shown the others', async () => {
    const broken: Diagnostic = {
      severity: 'error',
      code: 'x',
      message: 'nonsense',
      file: 'platform/d/component.yaml',
      range: { start: { line: 3, column: 5 }, end: { line: 3, column: 9 } },
    };
    const status: EngineWorkspace['status'] = async () => ({
      environment: 'local',
      observedAt: new Date(0),
      runtime: 'process',
      runtimeBecause: null,
      components: [],
      diagnostics: [broken],
      probes: {},
      addresses: {},
      since: {},
    });
    const { sent } = await scenario({ tasks: [task('workspace:status')], workspace: { status } });
    expect(sent).toEqual([
      'workspace:status failure: environment local, runtime process\nno components\nplatform/d/component.yaml:3:5: error: nonsense',
    ]);
  });

  it('shows logs line by line, with names where there are several', async () => {
    expect((await scenario({ tasks: [task('a:logs')] })).sent).toEqual(['| a says', 'a:logs success: ']);
    expect((await scenario({ tasks: [task('a:logs'), task('b:logs')] })).sent).toContain('| b | b says');
  });

  it('masks secrets', async () => {
    const password = { name: 'PASSWORD', value: 'hunter2', secret: true, origin: { layer: 'manifest' }, shadowed: [] } as const;
    const variables: EngineWorkspace['variables'] = async () => ({
      variables: new Map([['PASSWORD', password]]),
      inside: { PASSWORD: 'hunter2' },
      ports: {},
      readable: true,
      diagnostics: [],
    });
    const { sent } = await scenario({ tasks: [task('a:env')], workspace: { variables } });
    expect(sent).toEqual(['a:env success: PASSWORD  ****  default of component.yaml']);
  });

  it('validates broken components as well, with the place in the file', async () => {
    const broken: Diagnostic = {
      severity: 'error',
      code: 'x',
      message: 'nonsense',
      file: 'platform/d/component.yaml',
      range: { start: { line: 3, column: 5 }, end: { line: 3, column: 9 } },
    };
    const validate: EngineWorkspace['validate'] = async (names) => (names?.includes('d') === true ? [broken] : []);
    const { sent } = await scenario({ tasks: [task('d:validate'), task('a:validate')], workspace: { validate } });
    expect(sent).toEqual(['d:validate failure: platform/d/component.yaml:3:5: error: nonsense', 'a:validate success: a: valid']);
  });
});

describe('one call after another', () => {
  it('skips what depends on something that failed in an earlier one', async () => {
    const { sent } = await scenario({
      tasks: [task('a:start'), task('a:status')],
      dependencies: { 'a:status': ['a:start'] },
      events: [finished('a:start', 'failed')],
    });
    expect(sent).toEqual(['a:start failure: a start: FAILED, failed it', 'a:status skipped: skipped: a:start failed']);
  });
});
