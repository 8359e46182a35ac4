import { ensureDatabase } from './ensureDatabase.js';
import { ensureExtensions } from './ensureExtensions.js';
import type { ServerContext } from './serverContext.js';

export interface WantedDatabases {
  /** Names, with spaces or commas between them. */
  readonly databases: string;
  /** Likewise, of the extensions that each of them has. */
  readonly extensions: string;
}

/** Makes the databases that are missing, and the extensions that are missing in them. */
export async function initialiseDatabases(server: ServerContext, wanted: WantedDatabases): Promise<void> {
  const extensions = namesIn(wanted.extensions);
  for (const database of namesIn(wanted.databases)) {
    await ensureDatabase(server, database);
    await ensureExtensions(server, database, extensions);
  }
}

/** The names in a list. Pure. */
export function namesIn(list: string): string[] {
  return [...new Set(list.split(/[\s,]+/).filter((name) => name !== ''))];
}
