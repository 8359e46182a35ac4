import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RuntimeName, RuntimeState } from '@dust-workspace/runtime';
import { chooseRuntimes, type PreparedVolume } from './chooseRuntimes.js';
import { routeRuntimes } from './routeRuntimes.js';
import { endStrays, findStrays, strayProblem } from './strays.js';
import { fakeRuntime } from './testing/fakeRuntime.js';
import { both, onlyProcess } from './testing/runtimes.js';
import { scene } from './testing/scene.js';

const since = new Date(0);
const running = (pid: number): RuntimeState => ({ kind: 'running', since, restarts: 0, pid });
const exited = { kind: 'exited', detail: 'exited with code 1' } as const;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dsw-strays-'));
});
afterEach(() => rm(root, { recursive: true }));

interface Situation {
  /** Names of run folders. */
  readonly ran: readonly string[];
  readonly volumes?: Readonly<Record<string, PreparedVolume>>;
  readonly process?: Readonly<Record<string, RuntimeState>>;
  readonly compose?: Readonly<Record<string, RuntimeState>>;
}

/** An environment that is to run as processes: `db` has both runtimes, `app` only that one. */
async function environment({ ran, volumes = {}, ...states }: Situation) {
  for (const name of ran) await mkdir(join(root, 'env/local/run', name), { recursive: true });
  const { components } = scene({ app: onlyProcess, db: both });
  const drivers = { process: fakeRuntime('process', states.process), compose: fakeRuntime('compose', states.compose) };
  const runtimes = chooseRuntimes({
    components: components.values(),
    choice: 'process',
    origin: 'the shell',
    volumes: new Map(Object.entries(volumes)),
    engine: undefined,
  });
  const base = {
    catalog: { root, components, disabled: [], diagnostics: [] },
    selection: { environment: 'local' },
    runtime: routeRuntimes('process', drivers),
    runtimes,
  } as unknown as Parameters<typeof findStrays>[0];
  return { base, ...drivers };
}

async function told(situation: Situation): Promise<string[]> {
  const { base } = await environment(situation);
  return (await findStrays(base)).map((stray) => strayProblem(stray)).map(({ message, remedy }) => `${message}: ${remedy}`);
}

const preparedFor = (runtime: RuntimeName): PreparedVolume => ({ runtime, hasData: false });

describe('what runs and is no component now', () => {
  it('is found under either runtime', async () => {
    const states = { process: { old: running(7) }, compose: { older: running(8) } };
    expect(await told({ ran: ['app', 'db', 'old', 'older', 'quiet'], ...states })).toEqual([
      'old still runs (process 7), although it is no component now: Mend its manifest, or end it with dsw down.',
      'older still runs (process 8), although it is no component now: Mend its manifest, or end it with dsw down.',
    ]);
  });

  it('may be nothing but what it has left behind', async () =>
    expect(await told({ ran: ['old'], process: { old: { kind: 'orphaned', pids: [7, 9] } } })).toEqual([
      'old still runs (processes 7, 9), although it is no component now: Mend its manifest, or end it with dsw down.',
    ]));

  it('is not looked for where every run folder is a component’s', async () => {
    const { base, process, compose } = await environment({ ran: ['app', 'db'] });
    expect([await findStrays(base), process.asked, compose.asked]).toEqual([[], [], []]);
  });

  it('is none where the engine does not answer', async () => {
    const { base } = await environment({ ran: ['old'], compose: { old: { kind: 'unknown', reason: 'no answer' } } });
    expect([await findStrays(base), await endStrays(base)]).toEqual([[], []]);
  });

  it('is ended where it runs, a container also when it has ended by itself', async () => {
    const states = { process: { old: running(7), oldest: exited }, compose: { older: exited } };
    const { base, process, compose } = await environment({ ran: ['old', 'older', 'oldest'], ...states });
    expect((await endStrays(base)).map(({ id, kind, detail }) => `${id} ${kind}: ${detail}`)).toEqual([
      'old:stop done: no component now',
      'older:stop done: no component now',
    ]);
    expect([process.asked, compose.asked].map((asked) => asked.filter((what) => what.startsWith('stop')))).toEqual([
      ['stop old'],
      ['stop older'],
    ]);
  });
});

describe('what runs under a runtime that it was not chosen for', () => {
  it('is found where it was prepared', async () =>
    expect(await told({ ran: ['db'], volumes: { db: preparedFor('compose') }, compose: { db: running(7) } })).toEqual([
      'db still runs under compose (process 7), although it is to run under process now: dsw start db ends it there and starts it anew; dsw down ends it.',
    ]));

  it('is ended there', async () => {
    const { base, process, compose } = await environment({
      ran: ['db'],
      volumes: { db: preparedFor('compose') },
      compose: { db: running(7) },
    });
    expect(await endStrays(base)).toMatchObject([{ id: 'db:stop', kind: 'done', detail: 'it ran under compose' }]);
    expect([process.asked, compose.asked]).toEqual([[], ['observe db', 'stop db']]);
  });

  it('is not looked for elsewhere when it was prepared for what was chosen, or has data', async () => {
    const volumes = { app: preparedFor('process'), db: { runtime: 'compose', hasData: true } } as const;
    const { base, process, compose } = await environment({ ran: ['app', 'db'], volumes, compose: { db: running(7) } });
    expect([await findStrays(base), process.asked, compose.asked]).toEqual([[], [], []]);
  });
});
