import type { ContentEntry } from '@dust-workspace/component/hooks';
import type { Client } from 'pg';
import { withDatabase, withServer } from './connect.js';
import { readDatabase, type DatabaseToRead } from './contents/readDatabase.js';
import { beginReading } from './contents/reading.js';
import { readSequences, sequenceEntries } from './contents/sequences.js';
import { serverEntries } from './contents/serverEntries.js';
import { sortEntries } from './contents/sortEntries.js';
import { readDatabases, readExtensions, serverMajor } from './databases.js';
import { readServerObjects } from './roles.js';
import type { ServerContext } from './serverContext.js';
import { specialAmong } from './specialExtension.js';

/** What the running server holds: of each database what it held at one moment, in the words in which a backup records it. */
export async function contents(server: ServerContext, { digest }: { readonly digest: boolean }): Promise<ContentEntry[]> {
  const { objects, databases } = await withServer(server, async (client) => ({
    objects: await readServerObjects(client, await serverMajor(client)),
    databases: await readDatabases(client),
  }));
  const entries = serverEntries(objects, databases);
  for (const { name } of databases)
    entries.push(...(await withDatabase(server, name, (client) => readWhole(client, { name, special: server.special, digest }))));
  return sortEntries(entries);
}

async function readWhole(client: Client, database: DatabaseToRead): Promise<ContentEntry[]> {
  const special = specialAmong(database.special, await readExtensions(client));
  await beginReading(client, 'nothing');
  const sequences = sequenceEntries(database.name, await readSequences(client, special));
  return [...sequences, ...(await readDatabase(client, { ...database, special }))];
}
