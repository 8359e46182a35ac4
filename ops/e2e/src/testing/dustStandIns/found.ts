import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import pg from 'pg';

/** A variable that must have a value. */
export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

/** Runs a statement in the database of a URI. */
export async function query<T extends object>(uri: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: uri });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

/** The tables of the database of a URI, in order of their names, without those of others' namespaces. */
export async function tables(uri: string): Promise<string[]> {
  const rows = await query<{ name: string }>(uri, `select tablename as name from pg_tables where schemaname = 'public' order by 1`);
  return rows.map(({ name }) => name);
}

/** The extensions that initialising the server has made in it. */
export async function extensions(uri: string): Promise<string[]> {
  const rows = await query<{ name: string }>(uri, `select extname as name from pg_extension where extname <> 'plpgsql' order by 1`);
  return rows.map(({ name }) => name);
}

/** What the Redis of a URI answers to a ping. */
export async function ping(uri: string): Promise<string> {
  const { hostname, port, password } = new URL(uri);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    if (password !== '') socket.write(`AUTH ${decodeURIComponent(password)}\r\n`);
    socket.write('PING\r\n');
    let said = '';
    for await (const chunk of socket) {
      said += String(chunk);
      const last = said.replace('+OK\r\n', '');
      if (last.endsWith('\r\n')) return last.trim().replace(/^[+-]/, '');
    }
    return `ended after ${said}`;
  } finally {
    socket.destroy();
  }
}

/** Whether somebody listens at the place of a URL. */
export async function listens(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const connected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return connected;
}

/** The status with which a URL is answered, 0 for none. */
export async function status(url: string, headers: Record<string, string> = {}): Promise<number> {
  return fetch(url, { headers, signal: AbortSignal.timeout(10_000) }).then(
    (answer) => answer.status,
    () => 0,
  );
}

export const elasticsearchHeaders = (): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${variable('ELASTICSEARCH_USERNAME')}:${variable('ELASTICSEARCH_PASSWORD')}`).toString('base64')}`,
});

/** Whether Elasticsearch has the repository for snapshots that initialising it registers. */
export async function isElasticsearchInitialised(): Promise<boolean> {
  return (await status(`${variable('ELASTICSEARCH_URL')}/_snapshot/dust-workspace`, elasticsearchHeaders())) === 200;
}

/** The aliases that begin with a prefix, in order. */
export async function aliases(prefix: string): Promise<string[]> {
  const answer = await fetch(`${variable('ELASTICSEARCH_URL')}/_alias`, { headers: elasticsearchHeaders() });
  const indices = (await answer.json()) as Record<string, { readonly aliases: object }>;
  return Object.values(indices)
    .flatMap((index) => Object.keys(index.aliases))
    .filter((name) => name.startsWith(prefix))
    .sort();
}

/** The collections of Qdrant, each with the fields of its payload that have an index. */
export async function collections(): Promise<Record<string, string[]>> {
  const url = `${variable('QDRANT_URL')}/collections`;
  const options = { headers: { 'api-key': variable('QDRANT_CLUSTER_0_API_KEY') } };
  const { result } = (await (await fetch(url, options)).json()) as { result: { collections: { name: string }[] } };
  const found: Record<string, string[]> = {};
  for (const { name } of result.collections) {
    const one = (await (await fetch(`${url}/${name}`, options)).json()) as { result: { payload_schema: object } };
    found[name] = Object.keys(one.result.payload_schema).sort();
  }
  return found;
}

/** The namespaces of Temporal, each with its search attributes. */
export async function namespaces(): Promise<Record<string, string[]>> {
  const line = ['operator', 'namespace', 'list', '--output', 'json', '--address', variable('TEMPORAL_ADDRESS')];
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { stdout } = await promisify(execFile)('temporal', line, { env });
  const listed = JSON.parse(stdout) as {
    readonly namespaceInfo: { readonly name: string };
    readonly config?: { readonly customSearchAttributeAliases?: Readonly<Record<string, string>> };
  }[];
  return Object.fromEntries(
    listed
      .filter(({ namespaceInfo: { name } }) => name !== 'temporal-system' && name !== 'default')
      .map(({ namespaceInfo: { name }, config }): [string, string[]] => [
        name,
        Object.values(config?.customSearchAttributeAliases ?? {}).sort(),
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
