import { text } from 'node:stream/consumers';
import { HookFailure, type SnapshotReader } from '@dust-workspace/component/hooks';
import type { DatabaseEntry, DatabaseIndex } from './databases.js';
import type { ServerObjects } from './roles.js';

/** What a backup says of itself in `roles.json` and `databases.json`. */
export interface ServerIndex {
  readonly objects: ServerObjects;
  readonly databases: DatabaseIndex['databases'];
}

/** Reads both; what they name is there. */
export async function readServerIndex(snapshot: SnapshotReader): Promise<ServerIndex> {
  const objects = await readJson<ServerObjects>(snapshot, 'roles.json', [
    'roles',
    'memberships',
    'roleSettings',
    'systemSettings',
    'parameterGrants',
  ]);
  const { databases } = await readJson<DatabaseIndex>(snapshot, 'databases.json', ['databases']);
  if (!databases.every(isDatabase)) throw new HookFailure('databases.json of the backup is not what this component writes', other);
  for (const { name, file } of databases)
    if (!snapshot.files.includes(file)) throw new HookFailure(`${file} of the backup, the dump of database ${name}, is missing`, other);
  return { objects, databases };
}

function isDatabase(entry: unknown): boolean {
  const { name, file, extensions } = (entry ?? {}) as Partial<DatabaseEntry>;
  return typeof name === 'string' && typeof file === 'string' && Array.isArray(extensions);
}

const other = 'Take another backup: the files of this one do not belong together.';

async function readJson<T extends { readonly format: 1 }>(snapshot: SnapshotReader, name: string, lists: readonly (keyof T)[]): Promise<T> {
  if (!snapshot.files.includes(name)) throw new HookFailure(`${name} of the backup is missing`, other);
  const value = parse(await text(snapshot.file(name)));
  if (value === undefined) throw new HookFailure(`${name} of the backup is not what this component writes`, other);
  if (value.format !== 1)
    throw new HookFailure(
      `${name} of the backup has format ${JSON.stringify(value.format)}, and only 1 is known here`,
      'Restore with the version that made the backup.',
    );
  if (!lists.every((list) => Array.isArray((value as Partial<T>)[list])))
    throw new HookFailure(`${name} of the backup is not what this component writes`, other);
  return value as T;
}

function parse(content: string): { format?: unknown } | undefined {
  try {
    const value = JSON.parse(content) as unknown;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
