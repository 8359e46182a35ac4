import { HookFailure } from '@dust-workspace/component/hooks';
import { withDatabase, withServer } from './connect.js';
import { readDatabases } from './databases.js';
import type { ServerContext } from './serverContext.js';

/** Every database answers, and no page that was read had a wrong checksum. */
export async function inspect(server: ServerContext): Promise<void> {
  const databases = await withServer(server, readDatabases);
  for (const { name } of databases) await withDatabase(server, name, (client) => client.query('select count(*) from pg_class'));
  const damaged = await withServer(server, async (client) => {
    const { rows } = await client.query<{ name: string; failures: string }>(
      `select coalesce(datname, 'shared tables') as name, checksum_failures as failures from pg_stat_database where checksum_failures > 0`,
    );
    return rows;
  });
  if (damaged.length > 0)
    throw new HookFailure(
      `PostgreSQL has read pages with wrong checksums: ${damaged.map(({ name, failures }) => `${name} (${failures})`).join(', ')}`,
      'The disk or the file system has changed data: restore a backup, on another disk.',
    );
  server.log(`${databases.length} databases answer, no page with a wrong checksum was read`);
}
