import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences, MemorySnapshot, type Server } from '@dust-workspace/postgresql/testing';
import hooks from '../index.js';
import { coreSql, frontSql } from './dustLikeSql.js';

export const databases = [
  'dust_api',
  'dust_databases_store',
  'dust_front',
  'dust_front_test',
  'dust_connectors',
  'dust_connectors_test',
  'dust_oauth',
];

/** What holds of the databases of Dust in every runtime that has the client programs. */
export function conformDatabases(name: string, missing: string | undefined, started: () => Promise<Server>): void {
  describe.skipIf(missing !== undefined)(`the databases of Dust ${name}${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
    const snapshot = new MemorySnapshot();
    let server: Server;
    let restored: Server;

    beforeAll(async () => {
      server = await started();
      restored = await started();
    }, 120_000);

    afterAll(() => Promise.all([server.dispose(), restored.dispose()]));

    it('are made by init with their extension, and not touched by the second one', async () => {
      await hooks.init(server.context());
      expect(server.lines).toEqual(databases.flatMap((name) => [`made database ${name}`, `made extension unaccent in database ${name}`]));
      const first = await hooks.contents(server.context(), { digest: true });
      await hooks.init(server.context());
      expect(server.lines).toHaveLength(2 * databases.length);
      expect(await hooks.contents(server.context(), { digest: true })).toEqual(first);
      for (const database of databases) expect(await server.sql(database, `select current_user, unaccent('Hôtel')`)).toBe('dev|Hotel\n');
    });

    it('are made again where somebody dropped one, or its extension', async () => {
      server.lines.length = 0;
      await server.sql('postgres', 'drop database dust_oauth');
      await server.sql('dust_api', 'drop extension unaccent');
      await hooks.init(server.context());
      expect(server.lines).toEqual([
        'made extension unaccent in database dust_api',
        'made database dust_oauth',
        'made extension unaccent in database dust_oauth',
      ]);
    });

    it('come back from a backup as it recorded them', async () => {
      await server.sql('dust_front', frontSql);
      await server.sql('dust_api', coreSql);
      expect(await hooks.backupUnavailable(server.context())).toBeUndefined();
      await hooks.backup(server.context(), snapshot.writer);
      await hooks.verify(server.context(), snapshot.reader);
      await hooks.restore(restored.context(), snapshot.reader);
      expect(differences(snapshot.contents, await hooks.contents(restored.context(), { digest: true }))).toEqual([]);
      await hooks.inspect(restored.context());
      const query = `select name from users where plain(lower(name)) = 'zoe 7'`;
      expect(await restored.sql('dust_front', query)).toBe('Zoé 7\n');
      restored.lines.length = 0;
      await hooks.init(restored.context());
      expect(restored.lines).toEqual([]);
    });

    it('are not the same without an extension, a database or a row', async () => {
      await restored.sql('dust_connectors', 'drop extension unaccent');
      await restored.sql('postgres', 'drop database dust_oauth');
      await restored.sql('dust_front', 'delete from users where id = 7');
      expect(differences(snapshot.contents, await hooks.contents(restored.context(), { digest: true }))).toEqual([
        'database dust_oauth is missing',
        'extension dust_connectors.unaccent is missing',
        'extension dust_oauth.plpgsql is missing',
        'extension dust_oauth.unaccent is missing',
        'large objects dust_oauth is missing',
        'table dust_front.public.users has another count and digest',
      ]);
    });
  });
}
