import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { run } from './testing/run.js';
import { scratchFolder } from './testing/scratchFolder.js';
import { workspace } from './testing/workspace.js';

const committed = [
  '.ci/run',
  '.env',
  '.gitignore',
  '.vscode/extensions.json',
  '.vscode/settings.json',
  'application/console/config/schema.sql',
  'application/console/src/index.ts',
  'env/README.md',
  'env/project.env.template',
  'env/recipients/prod/alice.crt',
  'infra/configuration/default/timescale.env',
  'infra/configuration/local/nested/seed.sql',
  'infra/configuration/local/timescale.env',
  'infra/docker/Dockerfile',
  'infra/gcp/dev/cloud-init/init.yaml',
  'localbin/dsw/build.js',
  'nx.json',
  'package-lock.json',
  'platform/timescale/.env.crypt',
  'platform/timescale/.env.prod.crypt',
  'platform/timescale/NOTES.md',
  'platform/timescale/compose/compose.yaml',
  'platform/timescale/config/10-schema.sql',
  'platform/timescale/config/init/20-data.sql',
  'platform/timescale/scripts/backup.sh',
];

const ignored = [
  '.env.local',
  '.idea/workspace.xml',
  '.nx/cache/terminalOutputs/1',
  '.vscode/launch.json',
  'application/console/dist/index.js',
  'application/console/volumes/local/data',
  'env/backup/local/config/20260101/timescale.env',
  'env/backup/local/sets/1/manifest.json',
  'env/local/run/lock',
  'env/local/run/timescale/output.log',
  'env/local/timescale.env',
  'env/prod/console.env',
  'env/project.env',
  'env/recipients/prod/alice.key',
  'env/recipients/prod/alice.pem',
  'env/recipients/prod/notes.txt',
  'env/recipients/stray.crt',
  'infra/configuration/prod/server.key',
  'node_modules/yaml/index.js',
  'platform/timescale/.env',
  'platform/timescale/.env.local',
  'platform/timescale/.env.prod',
  'platform/timescale/.env.prod.crypt.bak',
  'platform/timescale/.env~',
  'platform/timescale/all.sql',
  'platform/timescale/backup.tar',
  'platform/timescale/backup.tar.gz',
  'platform/timescale/config/10-schema.sql.bak',
  'platform/timescale/config/secret.env',
  'platform/timescale/config/server.key',
  'platform/timescale/metrics.dump',
  'platform/timescale/prod.env',
  'platform/timescale/src/dump.sql.zst',
  'platform/timescale/timescale.log',
  'platform/timescale/volumes/local/.dsw/volume.json',
  'platform/timescale/volumes/local/config/postgresql.sql',
  'platform/redis/dump.rdb',
  'scripts/__pycache__/x.pyc',
];

async function git(folder: string, ...args: string[]): Promise<string> {
  const env = { HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
  const { status, stdout, stderr } = await run('git', ['-c', 'core.quotePath=off', ...args], { cwd: folder, env });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

async function repositoryWith(files: readonly string[]): Promise<string> {
  const folder = await scratchFolder();
  for (const file of files) {
    await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
    await writeFile(path.join(folder, file), '');
  }
  await copyFile(path.join(workspace, '.gitignore'), path.join(folder, '.gitignore'));
  await git(folder, 'init', '--quiet');
  return folder;
}

it('commits what belongs to the project, and nothing of secrets, data and state', async () => {
  const repository = await repositoryWith([...committed, ...ignored]);
  await git(repository, 'add', '--all');
  const added = await git(repository, 'ls-files');
  expect(added.trimEnd().split('\n').sort()).toEqual([...committed].sort());
});

it('says so when asked about each file', async () => {
  const repository = await repositoryWith([...committed, ...ignored]);
  const asked = await git(repository, 'check-ignore', '--no-index', '--', ...committed, ...ignored);
  expect(asked.trimEnd().split('\n').sort()).toEqual([...ignored].sort());
});

it('ignores nothing that is committed already', async (context) => {
  context.skip(!existsSync(path.join(workspace, '.git')), 'this is no git checkout');
  const question = ['-c', `safe.directory=${workspace}`, 'ls-files', '--cached', '--ignored', '--exclude-standard'];
  const { status, stdout } = await run('git', question, { cwd: workspace });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});
