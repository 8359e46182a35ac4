import { connectors, coreApi, front, frontWorkers, oauth, pages, sqliteWorker, viz } from './applications.js';
import { elasticsearch } from './elasticsearch.js';
import { qdrant } from './qdrant.js';
import { createCollection, createFrontIndices, createIndex, initDatabases, initPlans } from './steps.js';
import { makeTestTables, vitest } from './tests.js';
import { temporal } from './temporal.js';
import { tika } from './tika.js';
import { cargo, npm } from './toolchains.js';

type Program = (words: readonly string[]) => Promise<void> | void;

/** What tsx runs of upstream's sources, by the file that it is given. */
const scripts: Readonly<Record<string, Program>> = {
  'esbuild.dev.ts': front,
  './src/start.ts': connectors,
  './admin/init_plans.ts': initPlans,
  'admin/db.ts': makeTestTables,
  './scripts/create_elasticsearch_index.ts': createFrontIndices,
  './start_worker.ts': frontWorkers,
};

const programs: Readonly<Record<string, Program>> = {
  cargo,
  npm,
  'core-api': coreApi,
  oauth,
  'sqlite-worker': sqliteWorker,
  init_db: initDatabases,
  elasticsearch_create_index: createIndex,
  qdrant_create_collection: createCollection,
  tsx: (words) => run(scripts, words.find((word) => word.endsWith('.ts')) ?? '', words),
  vite: pages,
  vitest,
  next: viz,
  elasticsearch,
  qdrant,
  temporal,
  'tika-server': tika,
};

/** As many programs as upstream and its services have, in one file: the first argument is the name under which it was called. */
await run(programs, process.argv[2] ?? '', process.argv.slice(3));

async function run(table: Readonly<Record<string, Program>>, name: string, words: readonly string[]): Promise<void> {
  const program = table[name];
  if (program === undefined) throw new Error(`there is no stand-in for ${name}`);
  await program(words);
}
