import { mkdir, writeFile, chmod } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

const tableOfMigration = 'create table users (id int); create table plans (code text primary key);';

/** The shape of upstream's repository, as far as the components and the stand-ins look at it. */
const shape: Readonly<Record<string, string>> = {
  '.gitignore': 'node_modules\ndist\ntarget\n',
  BRANCH: 'main\n',
  'package.json': '{}\n',
  'package-lock.json': '{ "lockfileVersion": 3 }\n',
  'core/Cargo.toml': '[package]\nname = "core"\n',
  'core/Cargo.lock': 'version = 4\n',
  'core/src/lib.rs': '',
  'core/src/search_stores/indices/data_sources_1.mappings.json': '{}\n',
  'core/src/search_stores/indices/data_sources_nodes_4.mappings.json': '{}\n',
  'front/package.json': '{ "engines": { "node": ">=20.0.0" } }\n',
  'front/migrations/pre-deploy/00010101000000_migration_0.sql': tableOfMigration,
  'front/migrations/post-deploy/20260905120001_names.sql': 'alter table users add name text;',
  'front/admin/init_plans.sh': '#!/bin/sh\nexec tsx ./admin/init_plans.ts\n',
  'front/admin/dev_worker.sh': '#!/bin/sh\nexec tsx ./start_worker.ts\n',
  'front/lib/plans/free.ts': '',
  'front/lib/api/elasticsearch.ts': '',
  'front/scripts/create_elasticsearch_index.ts': '',
  'front-api/esbuild.dev.ts': '',
  'front-api/forbid-next.cjs': '',
  'front-spa/vite.config.ts': '',
  'connectors/src/start.ts': '',
  'connectors/migrations/pre-deploy/00010101000000_migration_0.sql': 'create table connectors (id int);',
  'connectors/migrations/post-deploy/20260801000000_errors.sql': 'alter table connectors add error text;',
  'viz/next.config.mjs': '',
  'sdks/js/src/index.ts': '',
  'sparkle/src/index.ts': '',
};

/** What somebody changes on a branch: a migration, and code. */
const change: Readonly<Record<string, string>> = {
  BRANCH: 'feature\n',
  'front/migrations/pre-deploy/20260920000000_feature.sql': 'create table feature (id int);',
};

/** Makes a repository in the shape of upstream's, with the branches `main` and `feature`. */
export async function makeUpstream(folder: string): Promise<void> {
  const env = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.org', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.org' };
  const git = (...words: string[]) => execa('git', ['-C', folder, ...words], { env });
  await put(folder, shape);
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'As upstream has it');
  await git('checkout', '--quiet', '-b', 'feature');
  await put(folder, change);
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'A feature');
}

async function put(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
    if (name.endsWith('.sh')) await chmod(join(folder, name), 0o755);
  }
}
