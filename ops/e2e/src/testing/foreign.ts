import { mkdtemp, readFile, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { inWorkspace, repository, type Workspace } from './workspace.js';

/** The plugin, the command, and everything below them. */
const rooms = ['component', 'environment', 'runtime', 'backup', 'lifecycle', 'nx', 'dsw'];

/** Runs `body` in an Nx workspace of somebody else, with `files`, into which our packages were installed as they would be published. */
export async function inForeignWorkspace(
  files: Readonly<Record<string, string>>,
  body: (workspace: Workspace) => Promise<void>,
  devDependencies: readonly string[] = [],
): Promise<void> {
  const packages = await realpath(await mkdtemp(join(tmpdir(), 'dsw-packed-')));
  try {
    const archives = await pack(packages);
    const others = await Promise.all(['nx', ...devDependencies].map(async (name) => [name, await versionOf(name)]));
    const manifest = { name: 'foreign', private: true, devDependencies: { ...Object.fromEntries(others), ...archives } };
    const settings = { 'package.json': `${JSON.stringify(manifest, null, 2)}\n`, '.gitignore': 'node_modules\n' };
    await inWorkspace({ ...settings, ...files }, async (workspace) => {
      await rm(join(workspace.root, 'node_modules'));
      await npm(workspace.root, 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress');
      await body(workspace);
    });
  } finally {
    await rm(packages, { recursive: true, force: true });
  }
}

/** Makes archives of the rooms. Returns where each is, as a dependency. */
async function pack(folder: string): Promise<Record<string, string>> {
  const workspaces = rooms.flatMap((room) => ['-w', `localbin/${room}`]);
  await npm(repository, 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder, ...workspaces);
  const packed = await readdir(folder);
  const archive = (room: string): string =>
    `file:${join(folder, packed.find((name) => name.startsWith(`dust-workspace-${room}-`)) ?? room)}`;
  return Object.fromEntries(rooms.map((room) => [`@dust-workspace/${room}`, archive(room)]));
}

async function versionOf(name: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(repository, 'node_modules', name, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** As a person would run it: without what an outer npm has set. */
export async function npm(cwd: string, ...args: readonly string[]): Promise<void> {
  const outside = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_(registry|cache|userconfig))|NX_|DSW_|VITEST|NODE_ENV)/i.test(name),
  );
  await execa('npm', args, { cwd, extendEnv: false, env: Object.fromEntries(outside) });
}
