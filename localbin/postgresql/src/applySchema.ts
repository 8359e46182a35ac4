import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HookFailure } from '@dust-workspace/component/hooks';
import { DatabaseError, type Client } from 'pg';

/**
 * Runs the SQL files of the component's `config/` in the order of their names, each in a transaction of its own.
 * They are run at every init, so that they must be written to change nothing the second time.
 */
export async function applySchema(client: Client, directory: string): Promise<void> {
  for (const name of await schemaFiles(join(directory, 'config'))) {
    const sql = await readFile(join(directory, 'config', name), 'utf8');
    try {
      await client.query('begin');
      await client.query(sql);
      await client.query('commit');
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      throw new HookFailure(
        `config/${name}${placeOf(error, sql)}: ${error.message}`,
        'Nothing of this file was kept. Correct it and run init again.',
      );
    }
  }
}

async function schemaFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.sql')).sort();
}

/** `:line:column` of what the server points at, both from 1. */
function placeOf({ position }: DatabaseError, sql: string): string {
  if (position === undefined) return '';
  const before = Array.from(sql)
    .slice(0, Number(position) - 1)
    .join('')
    .split('\n');
  return `:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
