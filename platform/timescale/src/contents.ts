import type { ContentEntry } from '@dust-workspace/component/hooks';
import type { Client } from 'pg';
import { withDatabase, withServer, type Context } from './connect.js';
import { readDatabase } from './contents/readDatabase.js';
import { beginReading } from './contents/reading.js';
import { readSequences, sequenceEntries } from './contents/sequences.js';
import { serverEntries } from './contents/serverEntries.js';
import { sortEntries } from './contents/sortEntries.js';
import { hasTimescale, readDatabases, readExtensions, serverMajor } from './databases.js';
import { readServerObjects } from './roles.js';

/** What the running server holds: of each database what it held at one moment, in the words in which a backup records it. */
export async function contents(context: Context, { digest }: { readonly digest: boolean }): Promise<ContentEntry[]> {
  const { objects, databases } = await withServer(context, async (client) => ({
    objects: await readServerObjects(client, await serverMajor(client)),
    databases: await readDatabases(client),
  }));
  const entries = serverEntries(objects, databases);
  for (const { name } of databases) entries.push(...(await withDatabase(context, name, (client) => readWhole(client, name, digest))));
  return sortEntries(entries);
}

async function readWhole(client: Client, name: string, digest: boolean): Promise<ContentEntry[]> {
  const timescale = hasTimescale(await readExtensions(client));
  await beginReading(client, 'nothing');
  const sequences = sequenceEntries(name, await readSequences(client, timescale));
  return [...sequences, ...(await readDatabase(client, { name, timescale, digest }))];
}
