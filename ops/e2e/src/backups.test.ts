import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { isRoot } from './testing/asRoot.js';
import { mounted } from './testing/mounted.js';
import { seen } from './testing/seen.js';
import { backedUp, rowsOf, setRows, setsIn, store } from './testing/store.js';
import { inWorkspace } from './testing/workspace.js';

describe.concurrent('a backup', () => {
  it('that fills the disk leaves no part of itself, and the earlier sets', async (test) => {
    test.skip(!isRoot, 'needs root');
    await inWorkspace(store, async (workspace) => {
      await mkdir(workspace.path('env/backup'), { recursive: true });
      await mounted(workspace.path('env/backup'), '256k', async () => {
        const { rows } = await backedUp(workspace);
        const before = await setsIn(workspace);
        await setRows(workspace, randomBytes(600_000).toString('base64'));
        const backup = seen(workspace, await workspace.dsw('backup store'));
        expect(backup).toMatchObject({ exitCode: 1, stderr: '' });
        expect(backup.stdout).toMatch(
          /^store backup: FAILED\n {2}error: the disk is full: <workspace>\/env\/backup\/local\/sets\/<set>\.partial\/store\/archive\.zst could not be written; the backup needs more than the .* that it had written/,
        );
        expect(backup.stdout).toContain('Make room on the file system of');
        expect(await setsIn(workspace)).toEqual(before);
        await workspace.succeeds('restore store');
        expect(await rowsOf(workspace)).toBe(rows);
        await workspace.succeeds('backup store');
      });
    });
  });

  it('whose hook fails leaves no set', () =>
    inWorkspace({ ...store, 'platform/store/scripts/backup.sh': 'echo half; echo out of patience >&2; exit 9\n' }, async (workspace) => {
      await workspace.succeeds('init store');
      expect(seen(workspace, await workspace.dsw('backup store'))).toEqual({
        exitCode: 1,
        stdout: 'store backup: FAILED\n  error: backup of store failed: backup.sh exited with 9: out of patience',
        stderr: '',
      });
      expect(await setsIn(workspace)).toEqual([]);
      await workspace.write({ 'platform/store/scripts/backup.sh': store['platform/store/scripts/backup.sh'] });
      await workspace.succeeds('backup store');
    }));

  it('of which one part fails is incomplete, says so, and is not what a restore takes unless it is forced to', () =>
    inWorkspace(
      {
        ...store,
        ...Object.fromEntries(Object.entries(store).map(([name, text]) => [name.replace('/store/', '/other/'), text])),
        'platform/other/scripts/backup.sh': 'exit 9\n',
      },
      async (workspace) => {
        await workspace.succeeds('init');
        const backup = seen(workspace, await workspace.dsw('backup'));
        expect(backup).toMatchObject({ exitCode: 3, stderr: '' });
        expect(backup.stdout).toContain('other backup: FAILED\n  error: backup of other failed: backup.sh exited with 9');
        expect(backup.stdout).toMatch(/^store backup: done, .* in the incomplete set <set>$/m);
        const [set = ''] = await setsIn(workspace);
        expect(seen(workspace, await workspace.dsw('restore store'))).toMatchObject({
          exitCode: 1,
          stderr: expect.stringContaining('error: env/backup/local/sets/ has no complete set with a backup of store') as unknown,
        });
        expect(seen(workspace, await workspace.dsw(`restore store --set ${set}`)).stderr).toContain('backup.sh exited with 9');
        expect(await workspace.status()).toMatchObject({ store: { lastBackup: null } });
        const rows = await rowsOf(workspace);
        await setRows(workspace, 'newer\n');
        await workspace.succeeds(`restore store --set ${set} --force`);
        expect(await rowsOf(workspace)).toBe(rows);
      },
    ));

  it('of a component without data is skipped', () =>
    inWorkspace(store, async (workspace) => {
      await workspace.succeeds('prep store');
      expect(seen(workspace, await workspace.dsw('backup store'))).toEqual({
        exitCode: 0,
        stdout: 'store backup: skipped, has no data',
        stderr: '',
      });
    }));

  it('of a component that could not restore what its hook writes is a copy of its volume', () =>
    inWorkspace(Object.fromEntries(Object.entries(store).filter(([name]) => !name.endsWith('restore.sh'))), async (workspace) => {
      const { rows } = await backedUp(workspace);
      await workspace.succeeds('restore store');
      expect(await rowsOf(workspace)).toBe(rows);
    }));
});
