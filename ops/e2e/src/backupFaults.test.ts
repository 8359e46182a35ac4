import { readFile, readdir, readlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { addTimescale, query } from './testing/database.js';
import { killedWhen } from './testing/killedWhen.js';
import { processesIn } from './testing/leftBy.js';
import { leftByDrill } from './testing/leftByDrill.js';
import { seen } from './testing/seen.js';
import { setsIn, sets, store } from './testing/store.js';
import { until } from './testing/until.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

const up = /^(healthy|degraded)$/;

/** A running database with a table whose dump takes a while. */
async function filled(workspace: Workspace): Promise<void> {
  await addTimescale(workspace);
  await workspace.succeeds('init timescale');
  await query(
    workspace,
    `create table thing as select n as id, md5(n::text) || md5((n + 1)::text) || md5((n + 2)::text) || md5((n + 3)::text) as name
     from generate_series(1, 300000) n`,
  );
}

async function contents(workspace: Workspace): Promise<unknown> {
  const [row] = await query(workspace, "select count(*)::int as rows, md5(string_agg(name, ',' order by id)) as sum from thing");
  return row;
}

async function isUp(workspace: Workspace): Promise<boolean> {
  return up.test((await workspace.status())['timescale']?.state ?? '');
}

/** The process of a program that a workspace runs, as soon as there is one and it has written that much. */
async function processOf({ root }: Workspace, program: string, bytes: number): Promise<number> {
  let found: number | undefined;
  await until(`${program} has written ${bytes} bytes`, async () => {
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const [executable, environment, io] = await Promise.all([
        readlink(`/proc/${pid}/exe`).catch(() => ''),
        readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''),
        readFile(`/proc/${pid}/io`, 'utf8').catch(() => ''),
      ]);
      if (!executable.endsWith(`/${program}`) || !environment.includes(`DSW_WORKSPACE=${root}\0`)) continue;
      if (Number(/^wchar: (\d+)$/m.exec(io)?.[1] ?? 0) >= bytes) found = Number(pid);
    }
    return found !== undefined;
  });
  return found ?? -1;
}

async function postmasterOf(workspace: Workspace, volume: string): Promise<number> {
  const file = workspace.path('platform/timescale/volumes', volume, 'data/postmaster.pid');
  return Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
}

async function manifestOf(workspace: Workspace, set: string): Promise<unknown> {
  return JSON.parse(await workspace.read(`${sets}/${set}/manifest.json`));
}

describe.concurrent('PostgreSQL', () => {
  it('whose pg_dump is killed midway is in no set, and what was backed up beside it is in an incomplete one', () =>
    inWorkspace(store, async (workspace) => {
      await filled(workspace);
      await workspace.succeeds('init store');
      const backup = workspace.launch('backup');
      process.kill(await processOf(workspace, 'pg_dump', 1_000_000), 'SIGKILL');
      const { exitCode, stdout, stderr } = seen(workspace, await backup.ended);
      expect([exitCode, stderr], stdout).toEqual([3, '']);
      expect(stdout).toMatch(/^timescale backup: FAILED\n {2}error: backup of timescale failed: pg_dump was ended by SIGKILL$/m);
      expect(stdout).toMatch(/^store backup: done, .* in the incomplete set <set>$/m);
      const [set = '', ...others] = await setsIn(workspace);
      expect(others).toEqual([]);
      expect(await manifestOf(workspace, set)).toMatchObject({
        complete: false,
        failures: [{ component: 'timescale', reason: expect.stringContaining('pg_dump') as unknown }],
        snapshots: [{ component: 'store' }],
      });
      expect(await readdir(workspace.path(sets, set))).not.toContain('timescale');
      expect(await workspace.status()).toMatchObject({ timescale: { lastBackup: null }, store: { lastBackup: null } });

      const alone = workspace.launch('backup timescale');
      process.kill(await processOf(workspace, 'pg_dump', 1_000_000), 'SIGKILL');
      expect((await alone.ended).exitCode).toBe(1);
      expect(await setsIn(workspace)).toEqual([set]);
      await workspace.succeeds('backup');
      expect(await manifestOf(workspace, (await setsIn(workspace))[0] ?? '')).toMatchObject({ complete: true });
    }));

  it('that is killed during its backup, or during a restore, loses nothing, and the same command then succeeds', () =>
    inWorkspace({}, async (workspace) => {
      await filled(workspace);
      const saved = await contents(workspace);
      const backup = workspace.launch('backup timescale');
      await processOf(workspace, 'pg_dump', 1_000_000);
      process.kill(await postmasterOf(workspace, 'local'), 'SIGKILL');
      const broken = seen(workspace, await backup.ended);
      expect([broken.exitCode, broken.stderr], broken.stdout).toEqual([1, '']);
      expect(broken.stdout).toMatch(
        /^timescale backup: FAILED\n {2}error: backup of timescale failed: .*; timescale has ended meanwhile: /ms,
      );
      expect(await setsIn(workspace)).toEqual([]);
      // By the supervisor, which the failed command left at its work.
      await until('it is started again', () => isUp(workspace), 60_000);
      await workspace.succeeds('backup timescale');

      await query(workspace, 'delete from thing where id % 2 = 0');
      const newer = await contents(workspace);
      const restore = workspace.launch('restore timescale');
      await until('it restores', () => restore.said().includes('restoring database metrics'), 60_000);
      process.kill(await postmasterOf(workspace, '.restoring-local'), 'SIGKILL');
      const failed = seen(workspace, await restore.ended);
      expect([failed.exitCode, failed.stderr], failed.stdout).toEqual([1, '']);
      expect(failed.stdout).toMatch(/^timescale runs again on the data that it had$/m);
      expect([await isUp(workspace), await contents(workspace)]).toEqual([true, newer]);
      expect(await readdir(workspace.path('platform/timescale/volumes'))).toEqual(['local']);
      await workspace.succeeds('restore timescale');
      expect(await contents(workspace)).toEqual(saved);
    }));

  it('is left alone by Ctrl-C during its backup and during a drill, of which nothing stays', () =>
    inWorkspace({}, async (workspace) => {
      await filled(workspace);
      const running = processesIn(workspace.root);
      const backup = await killedWhen(workspace, 'backup timescale', 'dumping database metrics', 'SIGINT');
      expect([backup.exitCode, backup.stdout]).toEqual([130, expect.stringContaining('backup of timescale was interrupted')]);
      expect(await setsIn(workspace)).toEqual([]);
      expect(processesIn(workspace.root)).toEqual(running);
      await workspace.succeeds('backup timescale');
      for (const moment of ['restoring timescale', 'restoring database metrics', 'comparing what timescale holds']) {
        const drill = await killedWhen(workspace, 'drill timescale', moment, 'SIGINT');
        expect([drill.exitCode, drill.stdout], moment).toEqual([130, expect.stringContaining('timescale drill: FAILED')]);
        expect([await leftByDrill(workspace), processesIn(workspace.root)], moment).toEqual([[], running]);
      }
      await workspace.succeeds('drill timescale');
    }));
});
