import { databaseArgument } from '../tools.js';
import type { Server } from './server.js';

export interface Content {
  readonly globals: string;
  readonly databases: Record<string, string>;
}

/** Everything as PostgreSQL's own programs print it, but for what differs from one run to the next. */
export async function contentOf(server: Server): Promise<Content> {
  const names = (await server.sql('postgres', `select datname from pg_database where datname <> 'template0' order by 1`))
    .trim()
    .split('\n');
  const databases: Record<string, string> = {};
  for (const name of names) databases[name] = await dumpOf(server, name);
  const globals = await asText(server, ['pg_dumpall', '--globals-only']);
  return { globals: globals.replace(new RegExp(`^ALTER ROLE "?${server.variables['POSTGRES_USER']}"? .*$`, 'm'), ''), databases };
}

/** One database. */
export function dumpOf(server: Server, database: string): Promise<string> {
  return asText(server, ['pg_dump', '--create', databaseArgument(database)]);
}

/** Without the random words that guard a script for psql. */
async function asText(server: Server, command: [string, ...string[]]): Promise<string> {
  const { POSTGRES_USER: PGUSER = '', POSTGRES_PASSWORD: PGPASSWORD = '' } = server.variables;
  const script = await server.context().run(command, { env: { PGUSER, PGPASSWORD } });
  return script.replace(/^\\(un)?restrict .*$/gm, '');
}
