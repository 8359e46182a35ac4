import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { changesOf, killedAtChange, spread } from './testing/killedAtChange.js';
import { leftByDrill } from './testing/leftByDrill.js';
import { backedUp, needy, rowsOf, setRows, setsIn, sets, store } from './testing/store.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

interface ListedSet {
  readonly id: string;
  readonly complete: boolean;
  readonly stamps: Readonly<Record<'verified' | 'drilled', object>>;
}

async function listed(workspace: Workspace): Promise<ListedSet[]> {
  const { exitCode, stdout, stderr } = await workspace.dsw('backup-list --json');
  expect([exitCode, stderr]).toEqual([0, '']);
  return (JSON.parse(stdout) as { sets: ListedSet[] }).sets;
}

/** Kills `line` at `count` of its changes, one run after the other. `before` makes the state from which each begins; `after` must hold. */
async function killing(
  workspace: Workspace,
  line: string,
  { count, before, after }: { count: number; before?: () => Promise<void>; after: () => Promise<void> },
): Promise<void> {
  await before?.();
  const changes = await changesOf(workspace, line);
  let killed = 0;
  for (const change of spread(count, changes)) {
    await before?.();
    const { ran } = await killedAtChange(workspace, line, change);
    if (ran.signal === 'SIGKILL') killed += 1;
    await after();
  }
  expect(killed).toBeGreaterThan(count / 3);
}

describe.concurrent('kill -9 of dsw', () => {
  it('while it backs up after a backup of which a part had failed: a set that looks complete is complete', () =>
    inWorkspace({ ...store, ...needy, 'platform/needy/scripts/backup.sh': 'exit 9\n' }, async (workspace) => {
      await workspace.succeeds('init');
      expect((await workspace.dsw('backup')).exitCode).toBe(3);
      const [incomplete = ''] = await setsIn(workspace);
      const rows = await rowsOf(workspace);
      await workspace.write({ 'platform/needy/scripts/backup.sh': store['platform/store/scripts/backup.sh'] });
      await killing(workspace, 'backup', {
        count: 6,
        after: async () => {
          for (const { id, complete } of await listed(workspace)) {
            expect(complete, id).toBe(id !== incomplete);
            if (complete) await workspace.succeeds(`verify --set ${id}`);
          }
        },
      });
      await workspace.succeeds('backup');
      const whole = (await listed(workspace)).filter(({ complete }) => complete).map(({ id }) => id);
      expect((await readdir(workspace.path(sets))).sort()).toEqual([...whole, incomplete].sort());
      await setRows(workspace, 'lost\n');
      await workspace.succeeds('restore');
      expect(await rowsOf(workspace)).toBe(rows);
    }));

  it('while it brings a set up as another environment: its own is as it was, and the same command then succeeds', () =>
    inWorkspace({ ...store, ...needy }, async (workspace) => {
      await workspace.succeeds('init');
      const { rows } = await backedUp(workspace);
      await workspace.succeeds('backup needy store');
      await setRows(workspace, 'newest\n');
      let refusals = 0;
      const reviewed = (name: string): Promise<string> => workspace.read(`platform/${name}/volumes/review/rows`);
      await killing(workspace, 'restore --as review', {
        count: 6,
        before: async () => {
          await workspace.dsw('down --env review');
          await workspace.dsw('env-remove review --yes');
        },
        after: async () => {
          expect([await rowsOf(workspace), (await workspace.status())['store']?.state]).toEqual(['newest\n', 'healthy']);
          const again = await workspace.dsw('restore --as review');
          // Killed after its last change it has done everything, and is refused like any other second attempt.
          if (again.exitCode !== 0) expect(again.stderr).toContain('review has data of needy, store already');
          refusals += again.exitCode === 0 ? 0 : 1;
          expect([await reviewed('store'), await reviewed('needy')]).toEqual(['newer\n', rows]);
        },
      });
      expect(refusals).toBeLessThanOrEqual(1);
      await workspace.succeeds('down --env review');
      await workspace.succeeds('env-remove review --yes');
      expect(await readdir(workspace.path('platform/store/volumes'))).toEqual(['local']);
    }));

  it('while it verifies: a set is stamped or is not, and is whole', () =>
    inWorkspace(store, async (workspace) => {
      const { set } = await backedUp(workspace);
      const files = await readdir(workspace.path(sets, set), { recursive: true });
      await killing(workspace, 'verify', {
        count: 5,
        after: async () => {
          expect((await listed(workspace)).map(({ id, complete }) => [id, complete])).toEqual([[set, true]]);
        },
      });
      await workspace.succeeds('verify');
      expect((await listed(workspace)).map(({ stamps }) => Object.keys(stamps.verified))).toEqual([['store']]);
      await workspace.succeeds('backup');
      expect((await readdir(workspace.path(sets, set), { recursive: true })).sort()).toEqual([...files, 'stamps.json'].sort());
    }));

  it('while it drills two components of which one needs the other: the next drill clears that away and proves both', () =>
    inWorkspace({ ...store, ...needy }, async (workspace) => {
      await workspace.succeeds('init');
      await workspace.succeeds('backup');
      await setRows(workspace, 'newer\n');
      await killing(workspace, 'drill', {
        count: 6,
        after: async () => {
          expect(await rowsOf(workspace)).toBe('newer\n');
          expect(await workspace.status()).toMatchObject({ store: { state: 'healthy' }, needy: { state: 'healthy' } });
          await workspace.succeeds('drill');
          expect(await leftByDrill(workspace)).toEqual([]);
        },
      });
      // Shell hooks record nothing that could be compared: that both came up from it is a check, and no more.
      expect((await listed(workspace)).map(({ stamps }) => Object.keys(stamps.verified).sort())).toEqual([['needy', 'store']]);
    }));
});
