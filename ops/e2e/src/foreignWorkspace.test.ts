import { mkdtemp, readFile, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { nx } from './testing/nx.js';
import { inWorkspace, repository } from './testing/workspace.js';

/** The plugin and everything below it. */
const rooms = ['component', 'environment', 'runtime', 'backup', 'lifecycle', 'nx'];

it('an empty Nx workspace that installs the packed plugin runs a component of two lines', async () => {
  const packages = await realpath(await mkdtemp(join(tmpdir(), 'dsw-packed-')));
  try {
    await npm(
      repository,
      'pack',
      '--silent',
      '--ignore-scripts',
      '--pack-destination',
      packages,
      ...rooms.flatMap((room) => ['-w', `localbin/${room}`]),
    );
    const packed = await readdir(packages);
    const archive = (room: string): string =>
      `file:${join(packages, packed.find((name) => name.startsWith(`dust-workspace-${room}-`)) ?? room)}`;
    const manifest = {
      name: 'foreign',
      private: true,
      devDependencies: { nx: await versionOfNx(), ...Object.fromEntries(rooms.map((room) => [`@dust-workspace/${room}`, archive(room)])) },
    };
    const files = {
      'package.json': JSON.stringify(manifest),
      'nx.json': '{ "plugins": ["@dust-workspace/nx"] }\n',
      '.gitignore': 'node_modules\n.nx\nenv\nvolumes\n',
      'platform/it/component.yaml': 'description: does nothing\nruntimes: { process: { command: [sleep, infinity] } }\n',
    };
    await inWorkspace(files, async (workspace) => {
      await rm(join(workspace.root, 'node_modules'));
      await npm(workspace.root, 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress');

      const started = await nx(workspace, 'run it:start');
      expect([started.exitCode, started.stdout]).toEqual([0, expect.stringMatching(/^it start: done, running after /m)]);
      const shown = await nx(workspace, 'run it:status');
      expect([shown.exitCode, shown.stdout]).toEqual([0, expect.stringMatching(/^it +running +yes /m)]);
      const stopped = await nx(workspace, 'run it:stop');
      expect([stopped.exitCode, stopped.stdout]).toEqual([0, expect.stringMatching(/^it stop: done, stopped after /m)]);
      expect((await nx(workspace, 'run it:status')).stdout).toMatch(/^it +stopped +yes /m);
    });
  } finally {
    await rm(packages, { recursive: true, force: true });
  }
});

async function versionOfNx(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(repository, 'node_modules/nx/package.json'), 'utf8')) as { version: string };
  return version;
}

/** As a person would run it: without what an outer npm has set. */
async function npm(cwd: string, ...args: readonly string[]): Promise<void> {
  const outside = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_(registry|cache|userconfig))|NX_|DSW_|VITEST|NODE_ENV)/i.test(name),
  );
  await execa('npm', args, { cwd, extendEnv: false, env: Object.fromEntries(outside) });
}
