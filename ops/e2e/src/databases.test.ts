import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addTimescale, query } from './testing/database.js';
import { killedWhen } from './testing/killedWhen.js';
import { until } from './testing/until.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

const up = /^(healthy|degraded)$/;

/** A running database with a thousand rows. */
async function filled(workspace: Workspace): Promise<void> {
  await addTimescale(workspace);
  await workspace.succeeds('init timescale');
  await query(workspace, "CREATE TABLE thing AS SELECT n AS id, 'thing ' || n AS name FROM generate_series(1, 1000) n");
}

/** What the table holds, in one line. */
async function contents(workspace: Workspace): Promise<unknown> {
  const [row] = await query(workspace, "SELECT count(*)::int AS rows, md5(string_agg(id || name, ',' ORDER BY id)) AS sum FROM thing");
  return row;
}

async function stateOf(workspace: Workspace): Promise<string | undefined> {
  return (await workspace.status())['timescale']?.state;
}

async function postmasterOf(workspace: Workspace): Promise<number> {
  return Number.parseInt(await readFile(workspace.path('platform/timescale/volumes/local/data/postmaster.pid'), 'utf8'), 10);
}

describe.concurrent('kill -9 of PostgreSQL', () => {
  it('below a folder that only its owner may enter: the server is started again, and loses nothing', async () => {
    // As mkdtemp makes it, which is what root's home is like.
    const closed = await mkdtemp(join(tmpdir(), 'dsw-closed-'));
    try {
      await inWorkspace(
        {},
        async (workspace) => {
          await filled(workspace);
          const before = await contents(workspace);
          expect(before).toMatchObject({ rows: 1000 });

          const killed = await postmasterOf(workspace);
          process.kill(killed, 'SIGKILL');
          await until(
            'the server is started again',
            async () => up.test((await stateOf(workspace)) ?? '') && (await postmasterOf(workspace)) !== killed,
            60_000,
          );
          expect(await contents(workspace)).toEqual(before);

          const [{ pid } = { pid: 0 }] = (await query(
            workspace,
            'SELECT pid FROM pg_stat_activity WHERE backend_type = $$checkpointer$$',
          )) as { pid: number }[];
          const survivor = await postmasterOf(workspace);
          process.kill(pid, 'SIGKILL');
          await until(
            'the server has recovered',
            async () => up.test((await stateOf(workspace)) ?? '') && (await contents(workspace).catch(() => undefined)) !== undefined,
            60_000,
          );
          expect([await contents(workspace), await postmasterOf(workspace)]).toEqual([before, survivor]);
          expect((await workspace.dsw('start timescale')).stdout).toMatch(/^timescale start: unchanged, /m);
        },
        { under: closed },
      );
    } finally {
      await rm(closed, { recursive: true, force: true });
    }
  });
});

describe.concurrent('kill -9 of dsw', () => {
  it('while it backs up and restores a database: all the old rows or all the new', () =>
    inWorkspace({}, async (workspace) => {
      await filled(workspace);
      const saved = await contents(workspace);
      for (const moment of ['dumping database metrics', 'dumping database template1']) {
        await killedWhen(workspace, 'backup timescale', moment);
        expect([await stateOf(workspace), await contents(workspace)]).toEqual([expect.stringMatching(up), saved]);
      }
      await workspace.succeeds('backup timescale');
      await query(workspace, "INSERT INTO thing VALUES (-1, 'newer')");
      const newer = await contents(workspace);
      const moments = [
        { says: 'restoring database metrics', then: newer },
        { says: 'restoring database template1', then: newer },
        { says: 'are in place', then: saved },
      ];
      for (const { says, then } of moments) {
        await killedWhen(workspace, 'restore timescale', says);
        expect(await stateOf(workspace)).toMatch(/^(failed|stopped|starting|healthy|degraded)$/);
        await workspace.succeeds('start timescale');
        expect([await stateOf(workspace), await contents(workspace)]).toEqual([expect.stringMatching(up), then]);
      }
      expect(await readdir(workspace.path('platform/timescale/volumes'))).toEqual(['local']);
    }));
});
