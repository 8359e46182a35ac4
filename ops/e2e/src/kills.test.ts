import { describe, expect, it } from 'vitest';
import { isTidy, killEverywhere } from './testing/killEverywhere.js';
import { killedWhen } from './testing/killedWhen.js';
import { runningIn } from './testing/leftBy.js';
import { rowsOf, setRows, store } from './testing/store.js';
import { until } from './testing/until.js';
import { inWorkspace } from './testing/workspace.js';

const files = { ...store, 'env/local/store.env': '' };

describe.concurrent('kill -9 of dsw', () => {
  it('while it prepares, starts and initialises', () =>
    inWorkspace(files, async (workspace) => {
      await killEverywhere(workspace, 'init store', {
        count: 8,
        before: () => workspace.succeeds('purge --yes'),
        after: async () => {
          await workspace.succeeds('init store');
          expect((await rowsOf(workspace))?.split('\n').length).toBe(301);
          expect(await workspace.status()).toMatchObject({ store: { state: 'healthy', prepared: true, initialised: true } });
        },
      });
      await isTidy(workspace);
    }));

  it('while it backs up: a set is whole or is none, and the component runs on', () =>
    inWorkspace(files, async (workspace) => {
      await workspace.succeeds('init store');
      const rows = await rowsOf(workspace);
      await killEverywhere(workspace, 'backup store', {
        count: 6,
        before: async () => undefined,
        after: async () => {
          expect([(await workspace.status())['store']?.state, await rowsOf(workspace)]).toEqual(['healthy', rows]);
        },
      });
      await workspace.succeeds('backup store');
      await setRows(workspace, 'lost\n');
      await workspace.succeeds('restore store');
      expect(await rowsOf(workspace)).toBe(rows);
      await isTidy(workspace);
    }));

  it('while it copies the volume of a component that it stopped for that', () =>
    inWorkspace(Object.fromEntries(Object.entries(files).filter(([name]) => !name.endsWith('backup.sh'))), async (workspace) => {
      await workspace.succeeds('init store');
      const rows = await rowsOf(workspace);
      await killEverywhere(workspace, 'backup store', {
        count: 4,
        before: () => workspace.succeeds('start store'),
        after: async () => expect(await rowsOf(workspace)).toBe(rows),
      });
      await workspace.succeeds('start store');
      await isTidy(workspace);
    }));

  it('while it restores: all the old data or all the new', () =>
    inWorkspace(files, async (workspace) => {
      await workspace.succeeds('init store');
      const rows = await rowsOf(workspace);
      await workspace.succeeds('backup store');
      const outcomes = new Set<string | undefined>();
      await killEverywhere(workspace, 'restore store', {
        count: 12,
        before: () => setRows(workspace, 'old\n'),
        after: async () => {
          await workspace.succeeds('start store');
          outcomes.add(await rowsOf(workspace));
          expect([...outcomes].filter((found) => found !== rows && found !== 'old\n')).toEqual([]);
          expect(await workspace.status()).toMatchObject({ store: { state: 'healthy', initialised: true } });
        },
      });
      expect(outcomes).toEqual(new Set([rows, 'old\n']));
      await workspace.succeeds('restore store');
      expect(await rowsOf(workspace)).toBe(rows);
      await isTidy(workspace);
    }));

  it('while it removes everything', () =>
    inWorkspace(files, async (workspace) => {
      await killEverywhere(workspace, 'purge --yes', {
        count: 5,
        before: () => workspace.succeeds('init store'),
        after: async () => undefined,
      });
      await workspace.succeeds('init store');
      expect((await rowsOf(workspace))?.split('\n').length).toBe(301);
      await isTidy(workspace);
    }));

  it('after a restore was put in place does not let a later one take everything back', () =>
    inWorkspace(
      { ...files, 'platform/store/scripts/inspect.sh': 'case "$DSW_VOLUME" in *.restoring-*) ;; *) echo looking; sleep 20 ;; esac\n' },
      async (workspace) => {
        await workspace.succeeds('init store');
        await workspace.succeeds('backup store');
        await setRows(workspace, 'old\n');
        await killedWhen(workspace, 'restore store', 'store | looking');
        await workspace.succeeds('start store');
        await setRows(workspace, 'of days of work\n');
        await workspace.write({ 'platform/store/scripts/restore.sh': 'exit 1\n' });
        expect((await workspace.dsw('restore store')).exitCode).toBe(1);
        expect(await rowsOf(workspace)).toBe('of days of work\n');
        await isTidy(workspace);
      },
    ));

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
      await workspace.succeeds('init store');
      expect(sleepers()).toEqual([]);
      expect((await workspace.dsw('status')).stderr).toBe('');
      await isTidy(workspace);
    }));
});
