import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { changesOf, killedAtChange, spread } from './testing/killedAtChange.js';
import { killedWhen } from './testing/killedWhen.js';
import { runningIn } from './testing/leftBy.js';
import { rowsOf, setRows, store } from './testing/store.js';
import { until } from './testing/until.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

const files = { ...store, 'env/local/store.env': '' };
const volumes = 'platform/store/volumes';

/**
 * Kills `line` at `count` points of its work, one run after the other. After each, `status` must tell the truth and `after` must hold; `before` makes
 * the state from which the next begins.
 */
async function killEverywhere(
  workspace: Workspace,
  line: string,
  options: { readonly count: number; readonly before: () => Promise<void>; readonly after: () => Promise<void> },
): Promise<void> {
  await options.before();
  const changes = await changesOf(workspace, line);
  let killed = 0;
  for (const change of spread(options.count, changes)) {
    await options.before();
    const { ran } = await killedAtChange(workspace, line, change);
    if (ran.signal === 'SIGKILL') killed += 1;
    await tellsTheTruth(workspace);
    await options.after();
  }
  expect(killed).toBeGreaterThan(options.count / 3);
}

/** What status says of the store against what the process table says. */
async function tellsTheTruth(workspace: Workspace): Promise<void> {
  const { store: status } = await workspace.status();
  const runs = runningIn(workspace.root).some((line) => line.endsWith(' sleep infinity'));
  const interrupted = status?.detail === 'its restore was interrupted; dsw start store brings back the data from before';
  const expected = runs
    ? interrupted
      ? 'failed'
      : 'healthy'
    : interrupted
      ? status?.state
      : status?.state === 'failed'
        ? 'failed'
        : 'stopped';
  expect(`${status?.state} (${status?.detail})`).toBe(`${expected} (${status?.detail})`);
}

async function succeeds(workspace: Workspace, line: string): Promise<void> {
  const { exitCode, stdout, stderr } = await workspace.dsw(line);
  expect(exitCode, `${line}:\n${stdout}${stderr}`).toBe(0);
}

/** Nothing runs but the component and the supervisor; nothing lies about that a finished command would not leave. */
async function isTidy(workspace: Workspace): Promise<void> {
  await until('nothing runs but the component and its supervisor', () =>
    runningIn(workspace.root).every((line) => line.endsWith(' sleep infinity') || line.includes('supervisorMain')),
  );
  expect(await readdir(workspace.path(volumes))).toEqual(['local']);
  const left = [
    ...(await readdir(workspace.path('env'), { recursive: true })),
    ...(await readdir(workspace.path(volumes), { recursive: true })),
  ];
  expect(left.filter((name) => /\.(tmp|draft|breaking|partial)$|\.writer-/.test(name))).toEqual([]);
}

describe.concurrent('kill -9 of dsw', () => {
  it('while it prepares, starts and initialises', () =>
    inWorkspace(files, async (workspace) => {
      await killEverywhere(workspace, 'init store', {
        count: 10,
        before: () => succeeds(workspace, 'purge --yes'),
        after: async () => {
          await succeeds(workspace, 'init store');
          expect((await rowsOf(workspace))?.split('\n').length).toBe(301);
          expect(await workspace.status()).toMatchObject({ store: { state: 'healthy', prepared: true, initialised: true } });
        },
      });
      await isTidy(workspace);
    }));

  it('while it backs up: a set is whole or is none, and the component runs on', () =>
    inWorkspace(files, async (workspace) => {
      await succeeds(workspace, 'init store');
      const rows = await rowsOf(workspace);
      await killEverywhere(workspace, 'backup store', {
        count: 8,
        before: async () => undefined,
        after: async () => {
          expect([(await workspace.status())['store']?.state, await rowsOf(workspace)]).toEqual(['healthy', rows]);
        },
      });
      await succeeds(workspace, 'backup store');
      await setRows(workspace, 'lost\n');
      await succeeds(workspace, 'restore store');
      expect(await rowsOf(workspace)).toBe(rows);
      await isTidy(workspace);
    }));

  it('while it copies the volume of a component that it stopped for that', () =>
    inWorkspace(Object.fromEntries(Object.entries(files).filter(([name]) => !name.endsWith('backup.sh'))), async (workspace) => {
      await succeeds(workspace, 'init store');
      const rows = await rowsOf(workspace);
      await killEverywhere(workspace, 'backup store', {
        count: 5,
        before: () => succeeds(workspace, 'start store'),
        after: async () => expect(await rowsOf(workspace)).toBe(rows),
      });
      await succeeds(workspace, 'start store');
      await isTidy(workspace);
    }));

  it('while it restores: all the old data or all the new', () =>
    inWorkspace(files, async (workspace) => {
      await succeeds(workspace, 'init store');
      const rows = await rowsOf(workspace);
      await succeeds(workspace, 'backup store');
      const outcomes = new Set<string | undefined>();
      await killEverywhere(workspace, 'restore store', {
        count: 16,
        before: () => setRows(workspace, 'old\n'),
        after: async () => {
          await succeeds(workspace, 'start store');
          outcomes.add(await rowsOf(workspace));
          expect([...outcomes].filter((found) => found !== rows && found !== 'old\n')).toEqual([]);
          expect(await workspace.status()).toMatchObject({ store: { state: 'healthy', initialised: true } });
        },
      });
      expect(outcomes).toEqual(new Set([rows, 'old\n']));
      await succeeds(workspace, 'restore store');
      expect(await rowsOf(workspace)).toBe(rows);
      await isTidy(workspace);
    }));

  it('while it removes everything', () =>
    inWorkspace(files, async (workspace) => {
      await killEverywhere(workspace, 'purge --yes', {
        count: 6,
        before: () => succeeds(workspace, 'init store'),
        after: async () => undefined,
      });
      await succeeds(workspace, 'init store');
      expect((await rowsOf(workspace))?.split('\n').length).toBe(301);
      await isTidy(workspace);
    }));

  it('after a restore was put in place does not let a later one take everything back', () =>
    inWorkspace({ ...files, 'platform/store/scripts/verify.sh': 'echo looking; sleep 20\n' }, async (workspace) => {
      await succeeds(workspace, 'init store');
      await succeeds(workspace, 'backup store');
      await setRows(workspace, 'old\n');
      await killedWhen(workspace, 'restore store', 'store | looking');
      await succeeds(workspace, 'start store');
      await setRows(workspace, 'of days of work\n');
      await workspace.write({ 'platform/store/scripts/restore.sh': 'exit 1\n' });
      expect((await workspace.dsw('restore store')).exitCode).toBe(1);
      expect(await rowsOf(workspace)).toBe('of days of work\n');
      await isTidy(workspace);
    }));

  it('while a hook of it works: what the hook had started ends with the next command at the latest', () =>
    inWorkspace({ ...files, 'platform/store/scripts/init.sh': 'setsid sleep 1001 & sleep 1002\n' }, async (workspace) => {
      const init = workspace.launch('init store');
      const sleepers = (): string[] => runningIn(workspace.root).filter((line) => / sleep 100\d$/.test(line));
      await until('the hook works', () => sleepers().length === 2);
      process.kill(init.pid, 'SIGKILL');
      await init.ended;
      const status = await workspace.dsw('status');
      expect([status.exitCode, status.stderr]).toEqual([
        0,
        `warning: dsw init store (process ${init.pid}) was killed while it worked on this environment
  The next command that changes anything settles what it left behind.
`,
      ]);
      await workspace.write({ 'platform/store/scripts/init.sh': store['platform/store/scripts/init.sh'] });
      await succeeds(workspace, 'init store');
      expect(sleepers()).toEqual([]);
      expect((await workspace.dsw('status')).stderr).toBe('');
      await isTidy(workspace);
    }));
});

describe.concurrent('kill -9 of', () => {
  it('the main process: it is started again, and status tells how often', () =>
    inWorkspace(files, async (workspace) => {
      await succeeds(workspace, 'init store');
      for (const detail of [/^up .*, started again once$/, /^up .*, started again 2 times$/]) {
        process.kill(pidOf(workspace, / sleep infinity$/), 'SIGKILL');
        await until('it is started again', async () => detail.test((await workspace.status())['store']?.detail ?? ''));
      }
      expect(await workspace.status()).toMatchObject({ store: { state: 'healthy', initialised: true } });
      expect((await rowsOf(workspace))?.split('\n').length).toBe(301);
      expect((await workspace.dsw('start store')).stdout).toContain('store start: unchanged, healthy');
    }));

  it('the supervisor: the component runs on, and the next command brings the supervisor back', () =>
    inWorkspace(files, async (workspace) => {
      await succeeds(workspace, 'init store');
      const main = pidOf(workspace, / sleep infinity$/);
      process.kill(await supervisorOf(workspace), 'SIGKILL');
      expect(await workspace.status()).toMatchObject({ store: { state: 'healthy' } });
      await succeeds(workspace, 'start store');
      await supervisorOf(workspace);
      expect(pidOf(workspace, / sleep infinity$/)).toBe(main);
      process.kill(main, 'SIGKILL');
      await until('it is started again', async () => (await workspace.status())['store']?.detail.endsWith('started again once') === true);
    }));

  it('the supervisor and the main process at once: status says that it is down, start brings it back', () =>
    inWorkspace(files, async (workspace) => {
      await succeeds(workspace, 'init store');
      process.kill(await supervisorOf(workspace), 'SIGKILL');
      process.kill(pidOf(workspace, / sleep infinity$/), 'SIGKILL');
      await until('it has ended', async () => (await workspace.status())['store']?.state === 'failed');
      expect(await workspace.status()).toMatchObject({ store: { state: 'failed', detail: 'ended by itself', initialised: true } });
      await succeeds(workspace, 'start store');
      expect(await workspace.status()).toMatchObject({ store: { state: 'healthy' } });
    }));
});

function pidOf({ root }: Workspace, line: RegExp): number {
  const found = runningIn(root).find((running) => line.test(running));
  if (found === undefined) throw new Error(`nothing runs that matches ${line.source}: ${runningIn(root).join('; ')}`);
  return Number.parseInt(found, 10);
}

async function supervisorOf(workspace: Workspace): Promise<number> {
  const holder = (): { process?: { pid: number } } | undefined => JSON.parse(supervisor) as { process: { pid: number } };
  let supervisor = '{}';
  await until('the supervisor works', async () => {
    supervisor = await workspace.read('env/local/run/supervisor').catch(() => '{}');
    return runningIn(workspace.root).some((line) => line.startsWith(`${holder()?.process?.pid} `));
  });
  return holder()?.process?.pid ?? 0;
}
