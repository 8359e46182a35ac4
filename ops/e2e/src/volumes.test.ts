import { chown, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { isRoot } from './testing/asRoot.js';
import { seen } from './testing/seen.js';
import { rowsOf, store } from './testing/store.js';
import { inWorkspace } from './testing/workspace.js';

const volume = 'platform/store/volumes/local';

describe.concurrent('a volume', () => {
  it('of another owner is refused as it is', async (test) => {
    test.skip(!isRoot, 'needs root');
    await inWorkspace(store, async (workspace) => {
      await workspace.succeeds('init store');
      await workspace.succeeds('stop store');
      const rows = await rowsOf(workspace);
      await chown(workspace.path(volume), 12_345, 12_345);
      expect(seen(workspace, await workspace.dsw('start store'))).toEqual({
        exitCode: 1,
        stdout: `store prep: unchanged, prepared
store start: FAILED
  error: the data folder ${volume} belongs to user 12345, but store runs as root (0)
    Run the command as the owner, or hand the data over: chown -R 0:0 '<workspace>/${volume}'`,
        stderr: '',
      });
      expect([await rowsOf(workspace), (await stat(workspace.path(volume))).uid]).toEqual([rows, 12_345]);
      await chown(workspace.path(volume), 0, 0);
      await workspace.succeeds('start store');
    });
  });

  it('with a file in its place is refused', () =>
    inWorkspace({ ...store, 'platform/store/volumes/local': 'in the way\n' }, async (workspace) => {
      expect(seen(workspace, await workspace.dsw('start store'))).toEqual({
        exitCode: 1,
        stdout: `store prep: FAILED
  error: ${volume} is in the way: a folder must be made there
    Move it away and try again.
store start: skipped, prep of store failed`,
        stderr: '',
      });
      expect(await workspace.read(volume)).toBe('in the way\n');
    }));

  it('is removed only after somebody has agreed', () =>
    inWorkspace(store, async (workspace) => {
      await workspace.succeeds('init store');
      for (const verb of ['clean', 'reset', 'purge', 'rebase']) {
        const refused = seen(workspace, await workspace.dsw(`${verb} store`));
        expect(refused).toMatchObject({
          exitCode: 1,
          stdout: expect.not.stringContaining('done'),
          stderr: expect.stringMatching(/^error: this would remove:\n {4}platform\/store\/volumes\/local\/ \(the data of store\)\n/),
        });
        expect(refused.stderr).toContain('nothing was changed\n  Run it with --yes to remove them.');
      }
      expect(await workspace.status()).toMatchObject({ store: { state: 'healthy', initialised: true } });
    }));
});
