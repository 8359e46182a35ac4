import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { addTimescale, query } from './testing/database.js';
import { seen } from './testing/seen.js';
import { backedUp, needy, rowsOf, setsIn, store } from './testing/store.js';
import { inWorkspace } from './testing/workspace.js';

const reviewed = 'platform/store/volumes/review/rows';

describe.concurrent('a set that is brought up as another environment', () => {
  it('runs beside the one that it was made in, which stays as it is', () =>
    inWorkspace({ ...store, 'infra/configuration/default/store.env': '# Of store.\n' }, async (workspace) => {
      const { rows } = await backedUp(workspace);
      const restored = seen(workspace, await workspace.dsw('restore --as review'));
      expect(restored).toMatchObject({ exitCode: 0, stderr: '' });
      expect(restored.stdout).toContain('store restore: done, restored from set <set>\n');
      expect([await rowsOf(workspace), await workspace.read(reviewed)]).toEqual(['newer\n', rows]);
      const status = await workspace.dsw('status --env review --json');
      expect(JSON.parse(status.stdout)).toMatchObject({ environment: 'review', components: [{ state: 'healthy', initialised: true }] });
      await workspace.succeeds('down --env review');
      await workspace.succeeds('env-remove review --yes');
      expect(await readdir(workspace.path('platform/store/volumes'))).toEqual(['local']);
      expect(await setsIn(workspace)).toHaveLength(1);
    }));

  it('is refused where that environment has data already, until it is forced to', () =>
    inWorkspace(store, async (workspace) => {
      const { rows } = await backedUp(workspace);
      await workspace.succeeds('init store --env review');
      await workspace.write({ [reviewed]: 'mine\n' });
      expect(seen(workspace, await workspace.dsw('restore store --as review'))).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: `error: review has data of store already
  Choose another name, remove that environment (dsw env-remove review), or put the restored data in their place with --force.`,
      });
      expect(await workspace.read(reviewed)).toBe('mine\n');
      await workspace.succeeds('restore store --as review --force');
      expect(await workspace.read(reviewed)).toBe(rows);
      await workspace.write({ [reviewed]: 'mine again\n' });
      expect((await workspace.dsw('restore store --as review')).exitCode).toBe(1);
      await workspace.succeeds('down --env review');
    }));

  it('goes on where an attempt had failed, until somebody has taken over what that left', () =>
    inWorkspace({ ...store, ...needy }, async (workspace) => {
      await workspace.succeeds('init');
      await workspace.succeeds('backup');
      const restored = 'platform/needy/scripts/restore.sh';
      await workspace.write({ [restored]: 'exit 4\n' });
      expect((await workspace.dsw('restore --as review')).exitCode).toBe(3);
      expect(await workspace.read(reviewed)).toBe(await rowsOf(workspace));
      expect((await workspace.dsw('restore --as review')).stdout).toContain('restore.sh exited with 4');
      await workspace.succeeds('start store --env review');
      await workspace.write({ [reviewed]: 'mine\n', [restored]: store['platform/store/scripts/restore.sh'] });
      expect((await workspace.dsw('restore --as review')).stderr).toContain('error: review has data of store already');
      expect(await workspace.read(reviewed)).toBe('mine\n');
      await workspace.succeeds('restore --as review --force');
      await workspace.succeeds('down --env review');
    }));

  it('is refused under the name of its own environment, and under one that is none', () =>
    inWorkspace(store, async (workspace) => {
      await backedUp(workspace);
      const says = async (name: string): Promise<string> => (await workspace.dsw(`restore store --as ${name}`)).stderr;
      expect(await says('local')).toContain('local is the environment that the set is of');
      expect(await says('../x')).toContain('"../x" is no name for an environment');
    }));

  it('finds the passwords that its data were made with', () =>
    inWorkspace({}, async (workspace) => {
      await addTimescale(workspace);
      await workspace.succeeds('init timescale');
      await query(workspace, 'create table thing as select 1 as id');
      await workspace.succeeds('stop timescale');
      // A copy of the volume, in which the password of the server is.
      await workspace.succeeds('backup timescale');
      await workspace.succeeds('restore timescale --as review');
      const configuration = await workspace.read('env/review/timescale.env');
      expect(configuration).toContain("POSTGRES_PASSWORD='correct horse'");
      expect(configuration).not.toContain('TIMESCALE_PORT');
      await workspace.succeeds('down --env review');
    }));
});
