import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { runningIn } from './testing/leftBy.js';
import { rowsOf, store } from './testing/store.js';
import { until } from './testing/until.js';
import { inWorkspace, repository, type Workspace } from './testing/workspace.js';

describe.concurrent('kill -9 of', () => {
  it('the main process: it is started again, and status tells how often', () =>
    inWorkspace(store, async (workspace) => {
      await workspace.succeeds('init store');
      for (const detail of [/^up .*, started again once$/, /^up .*, started again 2 times$/]) {
        process.kill(pidOf(workspace, / sleep infinity$/), 'SIGKILL');
        await until('it is started again', async () => detail.test((await workspace.status())['store']?.detail ?? ''));
      }
      expect(await workspace.status()).toMatchObject({ store: { state: 'healthy', initialised: true } });
      expect((await rowsOf(workspace))?.split('\n').length).toBe(301);
      expect((await workspace.dsw('start store')).stdout).toContain('store start: unchanged, healthy');
    }));

  it('the supervisor: the component runs on, and the next command brings the supervisor back', () =>
    inWorkspace(store, async (workspace) => {
      await workspace.succeeds('init store');
      const main = pidOf(workspace, / sleep infinity$/);
      process.kill(await supervisorOf(workspace), 'SIGKILL');
      expect(await workspace.status()).toMatchObject({ store: { state: 'healthy' } });
      await workspace.succeeds('start store');
      await supervisorOf(workspace);
      expect(pidOf(workspace, / sleep infinity$/)).toBe(main);
      process.kill(main, 'SIGKILL');
      await until('it is started again', async () => (await workspace.status())['store']?.detail.endsWith('started again once') === true);
    }));

  it('the supervisor and the main process at once: status says that it is down, start brings it back', () =>
    inWorkspace(store, async (workspace) => {
      await workspace.succeeds('init store');
      process.kill(await supervisorOf(workspace), 'SIGKILL');
      process.kill(pidOf(workspace, / sleep infinity$/), 'SIGKILL');
      await until('it has ended', async () => (await workspace.status())['store']?.state === 'failed');
      expect(await workspace.status()).toMatchObject({ store: { state: 'failed', detail: 'ended by itself', initialised: true } });
      await workspace.succeeds('start store');
      expect(await workspace.status()).toMatchObject({ store: { state: 'healthy' } });
    }));
});

it('a supervisor that comes up when its environment has been removed makes nothing of it again', () =>
  inWorkspace(store, async (workspace) => {
    const main = join(repository, 'localbin/dsw/dist/bundle/supervisorMain.js');
    const { exitCode } = await execa(process.execPath, [main, workspace.root, 'removed', 'store']);
    expect([exitCode, existsSync(workspace.path('env/removed'))]).toEqual([0, false]);
  }));

function pidOf({ root }: Workspace, line: RegExp): number {
  const found = runningIn(root).find((running) => line.test(running));
  if (found === undefined) throw new Error(`nothing runs that matches ${line.source}: ${runningIn(root).join('; ')}`);
  return Number.parseInt(found, 10);
}

async function supervisorOf(workspace: Workspace): Promise<number> {
  let pid = 0;
  await until('the supervisor works', async () => {
    const holder = await workspace.read('env/local/run/supervisor').catch(() => undefined);
    pid = holder === undefined ? 0 : (JSON.parse(holder) as { process: { pid: number } }).process.pid;
    return runningIn(workspace.root).some((line) => line.startsWith(`${pid} `));
  });
  return pid;
}
