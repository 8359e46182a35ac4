import { readFileSync } from 'node:fs';
import { aliases, collections, listens, namespaces, ping, query, status, tables, variable } from './found.js';
import { note, type Found } from './note.js';
import { option } from './option.js';
import { serve } from './serve.js';

export async function coreApi(): Promise<void> {
  await begin('core-api', Number(variable('CORE_PORT')), {
    tables: await tables(variable('CORE_DATABASE_URI')),
    redis: await ping(variable('REDIS_URI')),
    aliases: await aliases('core.'),
    collections: await collections(),
    qdrant: await listens(variable('QDRANT_CLUSTER_0_URL')),
  });
}

export async function oauth(): Promise<void> {
  await begin('oauth', Number(variable('OAUTH_PORT')), {
    tables: await tables(variable('OAUTH_DATABASE_URI')),
    redis: await ping(variable('REDIS_URI')),
    key: Buffer.from(variable('OAUTH_ENCRYPTION_KEY'), 'base64').length,
  });
}

/** Listens on 3005, as upstream's does whatever it is told. */
export async function sqliteWorker(): Promise<void> {
  await begin('sqlite-worker', 3005, { core: await status(`${variable('CORE_API')}/`) });
}

export async function connectors(words: readonly string[]): Promise<void> {
  await begin('connectors', Number(option(words, '-p')), {
    migrations: await migrations(variable('CONNECTORS_DATABASE_URI')),
    redis: await ping(variable('REDIS_URI')),
    namespace: variable('TEMPORAL_NAMESPACE'),
    namespaces: await namespaces(),
  });
}

export async function front(): Promise<void> {
  await begin('front', Number(variable('PORT')), {
    migrations: await migrations(variable('FRONT_DATABASE_URI')),
    plans: await query(variable('FRONT_DATABASE_URI'), 'select code from plans'),
    redis: await ping(variable('REDIS_URI')),
    aliases: await aliases('front.'),
    core: await status(`${variable('CORE_API')}/`),
    namespaces: await namespaces(),
  });
}

export async function frontWorkers(): Promise<void> {
  await begin('front-workers', undefined, {
    front: await status(`${variable('DUST_FRONT_API')}/api/healthz`),
    migrations: await migrations(variable('FRONT_DATABASE_URI')),
    redis: await ping(variable('REDIS_URI')),
    aliases: await aliases('front.'),
    namespaces: await namespaces(),
  });
}

export async function pages(words: readonly string[]): Promise<void> {
  await begin('front-spa', Number(option(words, '--port')), { front: await status(`${variable('VITE_DUST_API_URL')}/api/healthz`) });
}

export async function viz(words: readonly string[]): Promise<void> {
  await begin('viz', Number(option(words, '-p')), { secret: variable('VIZ_JWT_SECRET').length >= 32 });
}

/** Says what it is and of which branch to whoever asks, whatever for. */
async function begin(what: string, port: number | undefined, found: Found): Promise<void> {
  const branch = readFileSync(`${variable('DUST_SOURCE')}/BRANCH`, 'utf8').trim();
  note(what, { branch, ...found });
  if (port !== undefined) {
    serve(port, () => ({ status: 200, body: { what, branch } }));
    return;
  }
  process.once('SIGTERM', () => process.exit(0));
  setInterval(() => undefined, 60_000);
}

async function migrations(uri: string): Promise<string[]> {
  const rows = await query<{ name: string }>(uri, 'select name from schema_migrations order by name');
  return rows.map(({ name }) => name);
}
