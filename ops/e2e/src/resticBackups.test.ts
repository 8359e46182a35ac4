import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seen } from './testing/seen.js';
import { rowsOf, setRows, store } from './testing/store.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

const password = 'four words in order';

/** A workspace whose backups are kept in a restic repository elsewhere on this machine. */
async function withRepository(body: (workspace: Workspace, repository: string) => Promise<void>): Promise<void> {
  const repository = join(await mkdtemp(join(tmpdir(), 'dsw-restic-')), 'repository');
  try {
    const files = { ...store, 'env/project.env': `DSW_BACKUP_STORE=restic:${repository}\n` };
    await inWorkspace(files, (workspace) => body(workspace, repository));
  } finally {
    await rm(join(repository, '..'), { recursive: true, force: true });
  }
}

describe.concurrent('backups in a restic repository', () => {
  it('are made, listed, checked, tried, restored and pruned as those in the folder are', () =>
    withRepository(async (workspace) => {
      await workspace.write({ 'ops/workspace/.env.local': `RESTIC_PASSWORD='${password}'\n` });
      await workspace.succeeds('init store');
      const rows = await rowsOf(workspace);
      await workspace.succeeds('backup');
      await workspace.succeeds('verify');
      await workspace.succeeds('drill');
      await setRows(workspace, 'newer\n');
      await workspace.succeeds('restore');
      expect(await rowsOf(workspace)).toBe(rows);
      expect(await workspace.status()).toMatchObject({ store: { lastVerified: { how: 'verify' } } });
      await workspace.succeeds('backup');
      const list = async (): Promise<number> => {
        const { sets } = JSON.parse((await workspace.dsw('backup-list --json')).stdout) as { sets: unknown[] };
        return sets.length;
      };
      expect(await list()).toBe(2);
      // The older is the last one that was proven.
      await workspace.succeeds('backup-prune --keep-last 1 --confirm');
      expect(await list()).toBe(2);
      await workspace.succeeds('drill');
      await workspace.succeeds('backup-prune --keep-last 1 --confirm');
      expect(await list()).toBe(1);
    }));

  it('need a password among the secrets, and it is nowhere else', () =>
    withRepository(async (workspace) => {
      await workspace.succeeds('init store');
      expect(seen(workspace, await workspace.dsw('backup'))).toEqual({
        exitCode: 1,
        stdout: `store backup: FAILED
  error: the restic repository has no password in the environment local
    dsw secrets-init, then dsw secrets-set workspace RESTIC_PASSWORD, keeps one among the secrets. Keep a copy elsewhere: without it no backup can be opened.`,
        stderr: '',
      });
      await workspace.write({ 'ops/workspace/.env.local': `RESTIC_PASSWORD='${password}'\n` });
      await workspace.succeeds('backup');
      await workspace.write({ 'ops/workspace/.env.local': `RESTIC_PASSWORD='${password}!'\n` });
      const refused = await workspace.dsw('restore');
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toMatch(/password/);
      expect(`${refused.stdout}${refused.stderr}`).not.toContain(password);
    }));
});
