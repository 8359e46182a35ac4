import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '@dust-workspace/runtime/testing';
import { repository, type Workspace } from './workspace.js';

const password = 'correct horse';

/** Puts the repository's own timescale, as a process with a port and a password, into a workspace. Its data are those of the workspace. */
export async function addTimescale(workspace: Workspace): Promise<void> {
  for (const part of ['component.yaml', 'package.json', 'compose', 'config', 'dist', 'scripts'])
    await cp(join(repository, 'platform/timescale', part), workspace.path('platform/timescale', part), { recursive: true });
  await workspace.write({
    'env/project.env': 'DSW_RUNTIME=process\n',
    'env/local/timescale.env': `POSTGRES_PASSWORD="${password}"\nTIMESCALE_PORT=${await freePort()}\n`,
  });
}

/** Runs a statement in the database of the workspace, and returns its rows. */
export async function query(workspace: Pick<Workspace, 'read'>, text: string): Promise<unknown[]> {
  const port = Number(/TIMESCALE_PORT=(\d+)/.exec(await workspace.read('env/local/timescale.env'))?.[1]);
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'metrics' });
  // A server that is killed breaks the connection, which the query tells as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows as unknown[];
  } finally {
    await client.end().catch(() => undefined);
  }
}
