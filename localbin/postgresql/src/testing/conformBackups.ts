import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresHooks } from '../postgresComponent.js';
import type { ServerManifest } from '../serverContext.js';
import { contentOf, type Content } from './contentOf.js';
import { MemorySnapshot } from '@dust-workspace/component/testing';
import { databaseSql, odd, oddSql, serverSql, templateSql } from './richCluster.js';
import type { Server } from './server.js';

/** Servers of one component in one runtime. Their role is `postgres`, and init makes the database `metrics`. */
export interface BackupWorld<M extends ServerManifest> {
  readonly name: string;
  /** Why there can be none here. */
  readonly missing: string | undefined;
  readonly hooks: PostgresHooks<M>;
  /** One without data. */
  readonly made: (password: string) => Promise<Server>;
  readonly started: () => Promise<Server>;
}

/** What holds of backups of every component that is a PostgreSQL server. */
export function conformBackups<M extends ServerManifest>({ name, missing, hooks, made, started }: BackupWorld<M>): void {
  if (missing !== undefined)
    describe.skip(`a backup, restored into a new server ${name} (skipped: ${missing})`, () => it('comes back', () => undefined));
  else
    describe(`a backup, restored into a new server ${name}`, () => {
      const { init, backup, restore, inspect } = hooks;
      const snapshot = new MemorySnapshot();
      const servers: Server[] = [];
      const before: Content[] = [];
      let target: Server;

      beforeAll(async () => {
        const source = await started();
        servers.push(source);
        await init(source.context());
        await source.sql('template1', templateSql);
        await source.sql('postgres', serverSql);
        await source.sql('metrics', databaseSql);
        await source.sql(odd, oddSql);
        before.push(await contentOf(source));
        await backup(source.context(), snapshot.writer);
        target = await made('another');
        servers.push(target);
        await target.start();
        await restore(target.context(), snapshot.reader);
      }, 120_000);

      afterAll(() => Promise.all(servers.map((server) => server.dispose())));

      it('writes roles, an index, and one dump of each database', () => {
        expect(snapshot.files).toEqual(['roles.json', 'databases.json', ...[1, 2, 3, 4, 5, 6].map((n) => `database-${n}.dump`)]);
      });

      it('brings back every row, sequence, object, grant, owner and setting of every database', async () => {
        expect((await contentOf(target)).databases).toEqual(before[0]!.databases);
      });

      it('brings back roles with their memberships, passwords and settings', async () => {
        expect((await contentOf(target)).globals).toEqual(before[0]!.globals);
      });

      it('brings back settings of the server, grants on parameters and settings for everybody', async () => {
        const query = `
      select setting from pg_file_settings where sourcefile like '%auto.conf';
      select parname, paracl from pg_parameter_acl;
      select setconfig from pg_db_role_setting where setrole = 0 and setdatabase = 0`;
        expect(await target.sql('postgres', query)).toBe(
          '3s\nlog_min_messages|{postgres=sA/postgres,app=s*/postgres}\n{lock_timeout=9min}\n',
        );
      });

      it('leaves the configured role the configured password', async () => {
        expect(await target.sql('metrics', 'select current_user')).toBe('postgres\n');
      });

      it('leaves statistics for the planner', async () => {
        expect(await target.sql('metrics', `select reltuples from pg_class where oid = 'app.item'::regclass`)).toBe('429\n');
      });

      it('leaves data that init has nothing to add to and that are sound', async () => {
        await init(target.context());
        expect((await contentOf(target)).databases).toEqual(before[0]!.databases);
        await inspect(target.context());
        expect(target.lines.at(-1)).toBe('6 databases answer, no page with a wrong checksum was read');
      });

      it('refuses a dump that is cut off', async () => {
        const cut = new MemorySnapshot();
        for (const name of snapshot.files) cut.replace(name, snapshot.content(name));
        const metrics = snapshot.files[4]!;
        cut.replace(metrics, snapshot.content(metrics).subarray(0, -20_000));
        const server = await started();
        servers.push(server);
        await expect(restore(server.context(), cut.reader)).rejects.toThrow(/^sh exited with 1: pg_restore: error:/);
      });

      it('refuses a backup with extensions that are not installed, before it changes anything', async () => {
        const foreign = new MemorySnapshot();
        for (const name of snapshot.files) foreign.replace(name, snapshot.content(name));
        const index = snapshot.content('databases.json').toString().replace('"hstore"', '"no_such_extension"');
        foreign.replace('databases.json', Buffer.from(index));
        const server = await started();
        servers.push(server);
        const untouched = await contentOf(server);
        await expect(restore(server.context(), foreign.reader)).rejects.toThrow(
          'the backup uses extensions that are not installed here: no_such_extension (in database metrics)',
        );
        expect(await contentOf(server)).toEqual(untouched);
      });
    });
}
