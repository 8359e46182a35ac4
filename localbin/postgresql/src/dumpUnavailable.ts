import type { Client } from 'pg';
import { withServer } from './connect.js';
import type { ServerContext } from './serverContext.js';
import { toolMajor } from './tools.js';

/** Why a dump of everything is impossible here. */
export async function dumpUnavailable(server: ServerContext): Promise<string | undefined> {
  const dump = await toolMajor(server, 'pg_dump');
  if (dump === undefined) return 'pg_dump is not installed';
  const { major, closed } = await withServer(server, readServer);
  if (dump < major) return `pg_dump is of PostgreSQL ${dump}, older than the server's ${major}`;
  if (closed.length > 0) return `PostgreSQL lets nobody into ${closed.join(', ')} (allow_connections is off)`;
  return undefined;
}

async function readServer(client: Client): Promise<{ major: number; closed: string[] }> {
  const { rows } = await client.query<{ major: number; closed: string[] }>(
    `select current_setting('server_version_num')::int / 10000 as major,
            array(select datname::text from pg_database where not datallowconn and datname <> 'template0' order by 1) as closed`,
  );
  return rows[0] ?? { major: 0, closed: [] };
}
