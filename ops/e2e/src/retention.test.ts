import { writeManySets, type ManySets } from '@dust-workspace/backup/testing';
import { rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { changesOf, killedAtChange, spread } from './testing/killedAtChange.js';
import { seen } from './testing/seen.js';
import { backedUp, sets, setsIn, store } from './testing/store.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

const policy = { 'env/project.env': 'DSW_BACKUP_KEEP_LAST=2\n' };
const day = 86_400_000;

/** Sets of as many days up to today, the newest first. */
function made(workspace: Workspace, count: number, options: Partial<ManySets> = {}): string[] {
  return writeManySets(workspace.path(sets), { count, newest: new Date(), apart: day, ...options });
}

interface Listed {
  readonly sets: readonly { readonly id: string }[];
  readonly damaged: readonly { readonly id: string }[];
}

async function listed(workspace: Workspace): Promise<{ sets: string[]; damaged: string[] }> {
  const { exitCode, stdout } = await workspace.dsw('backup-list --json');
  expect(exitCode).toBe(0);
  const { sets: sound, damaged } = JSON.parse(stdout) as Listed;
  return { sets: sound.map(({ id }) => id), damaged: damaged.map(({ id }) => id) };
}

describe.concurrent('a prune', () => {
  it('shows what it would do, and does it when it is confirmed', () =>
    inWorkspace({ ...store, ...policy }, async (workspace) => {
      const stamps: ManySets['stamps'] = (index) => (index === 3 ? { verified: { store: new Date().toISOString() } } : undefined);
      const [newest = '', second = '', third = '', fourth = '', fifth = ''] = made(workspace, 5, { stamps });
      await workspace.succeeds(`backup-pin ${fifth} --reason old`);
      const planned = await workspace.dsw('backup-prune');
      expect(seen(workspace, planned)).toEqual({
        exitCode: 0,
        stdout: [
          'environment local, backups in env/backup/local/sets/, policy: last 2',
          '        SET                    AGE       SIZE  COMPONENTS  BECAUSE',
          'keep    <set>  just now  17 B  store       last snapshot; newest of store',
          'keep    <set>  24 h ago  17 B  store       last snapshot',
          'remove  <set>  2 d ago   17 B  store       no rule keeps it',
          'keep    <set>  3 d ago   17 B  store       last verified of store',
          'keep    <set>  4 d ago   17 B  store       pinned: old',
          'would remove 1 set, which frees 17 B: --confirm removes them',
        ].join('\n'),
        stderr: '',
      });
      expect(await setsIn(workspace)).toEqual([newest, second, third, fourth, fifth]);
      const pruned = await workspace.dsw('backup-prune --confirm');
      expect([pruned.exitCode, pruned.stdout.trimEnd().split('\n').at(-1)]).toEqual([0, 'removed 1 set: 17 B are free now']);
      expect(await setsIn(workspace)).toEqual([newest, second, fourth, fifth]);
      await workspace.succeeds(`backup-unpin ${fifth.slice(0, 12)}`);
      await workspace.succeeds('backup-prune --confirm --keep-last 1');
      expect(await setsIn(workspace)).toEqual([newest, fourth]);
      const { stdout } = await workspace.dsw('backup-prune --confirm --json');
      expect(JSON.parse(stdout)).toMatchObject({ policy: 'last 2', confirmed: true, freed: 0, sets: [{ id: newest }, { id: fourth }] });
    }));

  it('without a policy, or with one that makes no sense, removes nothing and says so', () =>
    inWorkspace(store, async (workspace) => {
      const before = made(workspace, 3);
      const none = await workspace.dsw('backup-prune --confirm');
      expect([none.exitCode, none.stdout, none.stderr.split('\n')[0]]).toEqual([
        1,
        '',
        'error: there is no retention policy, so nothing is removed',
      ]);
      await workspace.write({ 'env/project.env': '# Mine.\nDSW_BACKUP_KEEP_LAST=all\n' });
      const wrong = await workspace.dsw('backup-prune --confirm');
      expect([wrong.exitCode, wrong.stderr]).toEqual([
        1,
        'env/project.env:2:22: error: "all" is no number of sets (DSW_BACKUP_KEEP_LAST from env/project.env)\n  Write a whole number, as 7.\n',
      ]);
      expect(await setsIn(workspace)).toEqual(before);
    }));

  it('keeps a damaged set and says so, until somebody names it', () =>
    inWorkspace({ ...store, ...policy }, async (workspace) => {
      const [newest = '', second = '', third = '', damaged = ''] = made(workspace, 4);
      await writeFile(workspace.path(sets, damaged, 'manifest.json'), '{}');
      const pruned = await workspace.dsw('backup-prune --confirm');
      expect([pruned.exitCode, pruned.stderr]).toEqual([
        0,
        expect.stringContaining(`the set ${damaged} in env/backup/local/sets/ is damaged`),
      ]);
      expect(await listed(workspace)).toEqual({ sets: [newest, second], damaged: [damaged] });
      const sound = await workspace.dsw(`backup-prune --confirm --damaged ${second}`);
      expect([sound.exitCode, sound.stderr.split('\n')[0]]).toEqual([1, `error: the set ${second} is not damaged`]);
      await workspace.succeeds(`backup-prune --confirm --damaged ${damaged}`);
      expect(await setsIn(workspace)).toEqual([newest, second]);
      expect(third).not.toBe('');
    }));

  it('that is killed at any point leaves whole sets, and the next one finishes it', () =>
    inWorkspace({ ...store, ...policy }, async (workspace) => {
      let ids: string[] = [];
      const before = async (): Promise<void> => {
        await rm(workspace.path(sets), { recursive: true, force: true });
        ids = made(workspace, 6);
      };
      await before();
      const changes = await changesOf(workspace, 'backup-prune --confirm');
      let killed = 0;
      for (const change of spread(12, changes)) {
        await before();
        const { ran } = await killedAtChange(workspace, 'backup-prune --confirm', change);
        if (ran.signal === 'SIGKILL') killed += 1;
        const left = await listed(workspace);
        expect(left.damaged).toEqual([]);
        expect(left.sets.slice(0, 2)).toEqual(ids.slice(0, 2));
        await workspace.succeeds('backup-prune --confirm');
        expect(await setsIn(workspace)).toEqual(ids.slice(0, 2));
      }
      expect(killed).toBeGreaterThan(4);
    }));
});

describe.concurrent('the list of backups', () => {
  it('tells of each set what was learnt of it', () =>
    inWorkspace(store, async (workspace) => {
      const { set } = await backedUp(workspace);
      await workspace.succeeds(`backup-pin ${set}`);
      const list = await workspace.dsw('backup-list');
      expect(list.exitCode).toBe(0);
      expect(list.stdout).toMatch(new RegExp(`^${set}  just now .* store +complete  per component  pinned just now$`, 'm'));
      expect(list.stdout).not.toContain('\u001b');
    }));

  it('of a thousand sets reaches its reader whole', () =>
    inWorkspace(store, async (workspace) => {
      const ids = made(workspace, 1_000);
      expect((await listed(workspace)).sets).toEqual(ids);
    }));
});
