import type { Client } from 'pg';
import { withServer, type Context } from './connect.js';
import { toolMajor } from './tools.js';

/** Why a dump of everything is impossible here. */
export async function dumpUnavailable(context: Context): Promise<string | undefined> {
  const dump = await toolMajor(context, 'pg_dump');
  if (dump === undefined) return 'pg_dump is not installed';
  const { server, closed } = await withServer(context, readServer);
  if (dump < server) return `pg_dump is of PostgreSQL ${dump}, older than the server's ${server}`;
  if (closed.length > 0) return `PostgreSQL lets nobody into ${closed.join(', ')} (allow_connections is off)`;
  return undefined;
}

async function readServer(client: Client): Promise<{ server: number; closed: string[] }> {
  const { rows } = await client.query<{ server: number; closed: string[] }>(
    `select current_setting('server_version_num')::int / 10000 as server,
            array(select datname::text from pg_database where not datallowconn and datname <> 'template0' order by 1) as closed`,
  );
  return rows[0] ?? { server: 0, closed: [] };
}
