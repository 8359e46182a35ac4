import { cp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { processesIn } from './testing/leftBy.js';
import { seen } from './testing/seen.js';
import { backedUp, rowsOf, sets, setRows, setsIn, store } from './testing/store.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

/** Runs a restore which must be refused before it touches anything. Returns what it says. */
async function refused(workspace: Workspace, line = 'restore store'): Promise<string> {
  const before = [await rowsOf(workspace), processesIn(workspace.root)];
  const restore = seen(workspace, await workspace.dsw(line));
  expect(restore).toMatchObject({ exitCode: 1, stdout: '' });
  expect([await rowsOf(workspace), processesIn(workspace.root)]).toEqual(before);
  return restore.stderr;
}

describe.concurrent('a restore', () => {
  it('from a truncated file is refused', () =>
    inWorkspace(store, async (workspace) => {
      const { set, rows } = await backedUp(workspace);
      const file = workspace.path(sets, set, 'store/archive.zst');
      const whole = await readFile(file);
      await truncate(file, 40);
      expect(await refused(workspace)).toBe(
        `error: store/archive.zst of the set <set> is cut off: 40 of ${whole.length} bytes\n  No other set here can be used instead.`,
      );
      await writeFile(file, whole);
      await workspace.succeeds('restore store');
      expect(await rowsOf(workspace)).toBe(rows);
    }));

  it('from a set with a flipped bit is refused, wherever the bit is', () =>
    inWorkspace(store, async (workspace) => {
      const { set } = await backedUp(workspace);
      const says = {
        'manifest.json': 'does not match its checksum',
        'manifest.json.sha256': 'does not match its checksum',
        'store/archive.zst': 'does not match its checksum',
        'store/dsw-initialised.json.zst': 'does not match its checksum',
      };
      for (const [name, expected] of Object.entries(says)) {
        const file = workspace.path(sets, set, name);
        const whole = await readFile(file);
        const flipped = Buffer.from(whole);
        flipped[Math.floor(flipped.length / 2)]! ^= 1;
        await writeFile(file, flipped);
        expect(await refused(workspace)).toContain(expected);
        await writeFile(file, whole);
      }
      await workspace.succeeds('restore store');
    }));

  it('from a set that holds the files of another component is refused', () =>
    inWorkspace(
      { ...store, ...Object.fromEntries(Object.entries(store).map(([name, text]) => [name.replace('/store/', '/other/'), text])) },
      async (workspace) => {
        await workspace.succeeds('init other');
        await workspace.write({ 'platform/other/volumes/local/rows': 'of the other\n' });
        await workspace.succeeds('backup other');
        const [foreign = ''] = await setsIn(workspace);
        expect(await refused(workspace, `restore store --set ${foreign}`)).toBe(
          'error: the set <set> holds no backup of store\n  It holds other. No other set here can be used instead.',
        );
        const { set } = await backedUp(workspace);
        await cp(workspace.path(sets, foreign, 'other/archive.zst'), workspace.path(sets, set, 'store/archive.zst'));
        expect(await refused(workspace, `restore store --set ${set}`)).toMatch(
          /store\/archive\.zst of the set <set> is cut off: \d+ of \d+ bytes$/m,
        );
        await rm(workspace.path(sets, set), { recursive: true });
        await rename(workspace.path(sets, foreign), workspace.path(sets, set));
        expect(await refused(workspace, `restore store --set ${set}`)).toContain('is damaged: its manifest is that of the set <set>\n');
      },
    ));

  it('from a set that is not there is refused with those that are', () =>
    inWorkspace(store, async (workspace) => {
      await workspace.succeeds('init store');
      const none = seen(workspace, await workspace.dsw('restore store'));
      expect(none).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: `error: ${sets}/ has no set with a backup of store\n  Make one first: dsw backup.`,
      });
      await backedUp(workspace);
      expect(await refused(workspace, 'restore store --set 20200101')).toBe(
        `error: there is no set "20200101" in ${sets}/\n  The newest are <set>.`,
      );
      expect(await refused(workspace, 'restore store --set ../../../../platform')).toContain(
        'error: there is no set "../../../../platform"',
      );
    }));

  it('whose newest set is damaged does not fall back to an older one unless told', () =>
    inWorkspace(store, async (workspace) => {
      const { set: older, rows } = await backedUp(workspace);
      await workspace.succeeds('backup store');
      const newest = (await setsIn(workspace)).find((id) => id !== older) ?? '';
      await truncate(workspace.path(sets, newest, 'store/archive.zst'), 3);
      const says = await refused(workspace);
      expect(says).toContain('archive.zst of the set <set> is cut off: 3 of ');
      expect(says).toContain('\n  To use another set: --set <set>');
      await workspace.succeeds(`restore store --set ${older}`);
      expect(await rowsOf(workspace)).toBe(rows);
    }));

  it('whose hook fails brings back the data from before, and what ran runs again', () =>
    inWorkspace(
      { ...store, 'platform/store/scripts/restore.sh': 'head -n 5 >"$DSW_VOLUME/rows"; echo no space for it >&2; exit 4\n' },
      async (workspace) => {
        await backedUp(workspace);
        expect(seen(workspace, await workspace.dsw('restore store'))).toEqual({
          exitCode: 1,
          stdout: `store stop: done, stopped after <time>
store: restoring store beside its present data
store runs again on the data that it had
store restore: FAILED
  error: restore of store failed: restore.sh exited with 4: no space for it`,
          stderr: '',
        });
        expect(await rowsOf(workspace)).toBe('newer\n');
        expect(await workspace.status()).toMatchObject({ store: { state: 'healthy', initialised: true } });
        expect(await readdir(workspace.path('platform/store/volumes'))).toEqual(['local']);
      },
    ));

  it('of data on which the component does not come up brings back the data from before', () =>
    inWorkspace(
      {
        ...store,
        'platform/store/component.yaml': store['platform/store/component.yaml'].replace(
          '[test, -d, .], within: 10s',
          '[sh, -c, \'! grep -q newest "$DSW_VOLUME/rows"\'], within: 500ms',
        ),
      },
      async (workspace) => {
        await backedUp(workspace);
        await setRows(workspace, 'newest\n');
        await workspace.succeeds('stop store');
        await workspace.succeeds('backup store');
        await setRows(workspace, 'newer\n');
        await workspace.succeeds('start store');
        const restore = seen(workspace, await workspace.dsw('restore store'));
        expect(restore).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('store runs but was not ready within 500 ms') });
        expect([await rowsOf(workspace), (await workspace.status())['store']?.state]).toEqual(['newer\n', 'healthy']);
      },
    ));
});
