import type { DataEngine } from '@dust-workspace/component/hooks';
import { withServer } from './connect.js';
import type { ServerContext } from './serverContext.js';

/** PostgreSQL in the version that serves the data. */
export async function engine(server: ServerContext): Promise<DataEngine> {
  const version = await withServer(server, async (client) => {
    const { rows } = await client.query<{ number: number }>(`select current_setting('server_version_num')::int as number`);
    return rows[0]?.number ?? 0;
  });
  return { name: 'postgresql', version: `${Math.floor(version / 10_000)}.${version % 10_000}` };
}
