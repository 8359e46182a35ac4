import pg from 'pg';
import { freePort } from '@dust-workspace/runtime/testing';
import { addComponent } from './addComponent.js';
import type { Workspace } from './workspace.js';

const password = 'correct horse';

/** Puts the repository's own timescale, with a port and a password, into a workspace; as a process, unless the settings of the workspace say otherwise. */
export async function addTimescale(workspace: Workspace, settings = 'DSW_RUNTIME=process\n'): Promise<void> {
  await addComponent(workspace, 'timescale');
  await workspace.write({
    'env/project.env': settings,
    'env/local/timescale.env': `POSTGRES_PASSWORD="${password}"\nTIMESCALE_PORT=${await freePort()}\n`,
  });
}

/** Runs a statement in the database of the workspace, and returns its rows. */
export async function query(workspace: Pick<Workspace, 'read'>, text: string): Promise<unknown[]> {
  return connected(workspace, async (client) => (await client.query(text)).rows as unknown[]);
}

/** Runs `body` with one connection to the database of the workspace. */
export async function connected<T>(workspace: Pick<Workspace, 'read'>, body: (client: pg.Client) => Promise<T>): Promise<T> {
  const port = Number(/TIMESCALE_PORT=(\d+)/.exec(await workspace.read('env/local/timescale.env'))?.[1]);
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'metrics' });
  // A server that is killed breaks the connection, which the query tells as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
