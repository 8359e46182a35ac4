import { ping, query, tables, variable } from './found.js';
import { note } from './note.js';

/** Makes the tables of the models in the database for tests. */
export async function makeTestTables(): Promise<void> {
  await query(variable('FRONT_DATABASE_URI'), 'create table if not exists users (id int)');
}

/** Says what tests would find, and fails as a test does. */
export async function vitest(words: readonly string[]): Promise<void> {
  const database = variable('FRONT_DATABASE_URI');
  note('vitest', {
    words,
    folder: process.cwd().split('/').at(-1),
    mode: process.env['NODE_ENV'],
    database: new URL(database).pathname,
    tables: await tables(database),
    redis: await ping(variable('REDIS_URI')),
    accounts: Object.keys(process.env).filter((name) => /^(WORKOS|DUST_MANAGED|STRIPE)_/.test(name)),
  });
  process.exitCode = 3;
}
