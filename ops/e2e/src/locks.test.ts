import { describe, expect, it } from 'vitest';
import { seen } from './testing/seen.js';
import { rowsOf, store } from './testing/store.js';
import { until } from './testing/until.js';
import { inWorkspace, type Running, type Workspace } from './testing/workspace.js';

/** An init that takes until the file `go` is there. */
const patient = {
  ...store,
  'platform/store/scripts/init.sh': 'echo waiting; until [ -e go ]; do sleep 0.02; done; seq 1 300 >"$DSW_VOLUME/rows"\n',
};

/** Launches an init, and returns when its hook is at work. */
async function initAtWork(workspace: Workspace): Promise<Running> {
  const first = workspace.launch('init store');
  await until('the init hook works', () => first.said().includes('store | waiting'));
  return first;
}

describe.concurrent('two commands at once', () => {
  it('do their work one after the other, and the second says for whom it waits', () =>
    inWorkspace(patient, async (workspace) => {
      const first = await initAtWork(workspace);
      const second = workspace.launch('stop store', { env: { DSW_LOCK_PATIENCE: '60s' } });
      await until('the second says for whom it waits', () => second.said() !== '');
      expect(second.said()).toBe(`waiting for dsw init store (process ${first.pid}), which works on this environment\n`);
      await workspace.write({ 'platform/store/go': '' });
      expect(seen(workspace, await first.ended)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('store init: done') });
      expect(seen(workspace, await second.ended)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('store stop: done') });
      expect(await workspace.status()).toMatchObject({ store: { state: 'stopped', initialised: true } });
    }));

  it('end with a message about the first when the second has no patience', () =>
    inWorkspace(patient, async (workspace) => {
      const first = await initAtWork(workspace);
      const second = seen(workspace, await workspace.dsw('stop store', { env: { DSW_LOCK_PATIENCE: '0s' } }));
      expect(second).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: `error: another command works on this environment: dsw init store (process ${first.pid}, for <time>)
  Wait until it is done, or end it, and run this again. DSW_LOCK_PATIENCE=5m waits longer.`,
      });
      expect(await workspace.status()).toMatchObject({ store: { state: 'healthy', initialised: false } });
      await workspace.write({ 'platform/store/go': '' });
      expect((await first.ended).exitCode).toBe(0);
      await workspace.succeeds('stop store');
    }));

  it('may be many: all of them get their turn', () =>
    inWorkspace(store, async (workspace) => {
      const lines = ['init store', 'start store', 'prep store', 'init store', 'start store', 'backup store'];
      const all = await Promise.all(lines.map((line) => workspace.dsw(line, { env: { DSW_LOCK_PATIENCE: '120s' } })));
      expect(all.map(({ exitCode }) => exitCode)).toEqual(lines.map(() => 0));
      expect(await workspace.status()).toMatchObject({ store: { state: 'healthy', initialised: true } });
      expect((await rowsOf(workspace))?.split('\n').length).toBe(301);
    }));

  it('do not disturb each other in different environments', () =>
    inWorkspace(patient, async (workspace) => {
      const first = await initAtWork(workspace);
      expect((await workspace.dsw('--env other start store', { env: { DSW_LOCK_PATIENCE: '0s' } })).exitCode).toBe(0);
      expect((await workspace.dsw('--env other down', { env: { DSW_LOCK_PATIENCE: '0s' } })).exitCode).toBe(0);
      await workspace.write({ 'platform/store/go': '' });
      expect((await first.ended).exitCode).toBe(0);
    }));
});

describe.concurrent('a lock', () => {
  it('whose holder was killed is taken over', () =>
    inWorkspace(patient, async (workspace) => {
      const first = await initAtWork(workspace);
      process.kill(first.pid, 'SIGKILL');
      await first.ended;
      await workspace.write({ 'platform/store/go': '' });
      const second = seen(workspace, await workspace.dsw('init store', { env: { DSW_LOCK_PATIENCE: '0s' } }));
      expect(second).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringContaining('store init: done') });
    }));

  it('that somebody has written nonsense into is taken over', () =>
    inWorkspace({ ...store, 'env/local/run/lock': '{"process":' }, async (workspace) => {
      await workspace.succeeds('start store');
    }));
});
