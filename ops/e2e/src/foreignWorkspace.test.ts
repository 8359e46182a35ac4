import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { inForeignWorkspace, npm } from './testing/foreign.js';
import { nx } from './testing/nx.js';
import type { Workspace } from './testing/workspace.js';

it('an empty Nx workspace that installs the packed plugin runs a component of two lines', () =>
  inForeignWorkspace(
    {
      'nx.json': '{ "plugins": ["@dust-workspace/nx"] }\n',
      '.gitignore': 'node_modules\n.nx\nenv\nvolumes\n',
      'platform/it/component.yaml': 'description: does nothing\nruntimes: { process: { command: [sleep, infinity] } }\n',
    },
    async (workspace) => {
      const started = await nx(workspace, 'run it:start');
      expect([started.exitCode, started.stdout]).toEqual([0, expect.stringMatching(/^it start: done, running after /m)]);
      const shown = await nx(workspace, 'run it:status');
      expect([shown.exitCode, shown.stdout]).toEqual([0, expect.stringMatching(/^it +running +yes /m)]);
      const stopped = await nx(workspace, 'run it:stop');
      expect([stopped.exitCode, stopped.stdout]).toEqual([0, expect.stringMatching(/^it stop: done, stopped after /m)]);
      expect((await nx(workspace, 'run it:status')).stdout).toMatch(/^it +stopped +yes /m);
    },
  ));

const server = `node -e 'require("node:http").createServer((_, answer) => answer.end("hello")).listen(process.env.SHOP_PORT, "127.0.0.1")'`;

/** An Nx workspace with a life of its own, and habits of its own. */
const theirs = {
  'nx.json': '{\n  // Ours, not to be lost.\n  "defaultBase": "main",\n  "analytics": false\n}\n',
  '.gitignore': 'node_modules\n*.env',
  'packages/lib/project.json': '{ "name": "lib", "targets": { "hello": { "command": "echo hello from lib" } } }\n',
};

it('an Nx workspace of somebody else gets the layout, a component, an environment, and goes on without them', { timeout: 600_000 }, () =>
  inForeignWorkspace(
    theirs,
    async (workspace) => {
      await git(workspace, 'init', '--quiet', '--initial-branch=main');
      await commit(workspace);

      const initialised = await generate(workspace, 'init');
      expect(initialised).toMatch(
        /Next:\n {2}nx g @dust-workspace\/nx:component .*\n {2}nx run workspace:bootstrap\n {2}nx run workspace:status$/,
      );
      expect(await changes(workspace)).toEqual([
        ' M .gitignore',
        ' M nx.json',
        '?? .gitattributes',
        '?? application/README.md',
        '?? env/README.md',
        '?? env/project.env.template',
        '?? infra/README.md',
        '?? infra/configuration/default/.gitkeep',
        '?? infra/configuration/local/.gitkeep',
        '?? ops/workspace/project.json',
        '?? platform/README.md',
      ]);
      expect(await workspace.read('nx.json')).toBe(
        '{\n  "plugins": ["@dust-workspace/nx"],\n  // Ours, not to be lost.\n  "defaultBase": "main",\n  "analytics": false\n}\n',
      );
      await commit(workspace);
      await generate(workspace, 'init');
      expect(await changes(workspace)).toEqual([]);

      const options = [`--command=${server}`, '--port=7007', '--profile=starter', '--description=Sells things'];
      const added = await generate(workspace, 'component', 'application/shop', ...options);
      expect(added).toMatch(/Next:\n {2}dsw validate shop\n {2}dsw start shop\n {2}npx vitest run application\/shop$/);
      expect(await changes(workspace)).toEqual([
        '?? application/shop/NOTES.md',
        '?? application/shop/README.md',
        '?? application/shop/component.yaml',
        '?? application/shop/scripts/serve.sh',
        '?? application/shop/src/shop.test.ts',
        '?? infra/configuration/default/shop.env',
      ]);
      const validated = await nx(workspace, 'run-many -t validate');
      expect([validated.exitCode, validated.stdout]).toEqual([0, expect.stringContaining('Successfully ran target validate')]);
      const brought = await nx(workspace, 'run workspace:bootstrap');
      expect([brought.exitCode, brought.stdout]).toEqual([0, expect.stringMatching(/^shop +healthy +/m)]);
      const { shop } = await workspace.status();
      expect(await (await fetch(`http://127.0.0.1:${shop?.ports['SHOP_PORT']}/`)).text()).toBe('hello');
      expect((await nx(workspace, 'run workspace:env-list')).stdout).toMatch(/^\*? *local /m);
      const tested = await execa('npx', ['vitest', 'run'], { cwd: workspace.root, reject: false, env: { NO_COLOR: '1' } });
      expect([tested.exitCode, tested.stdout]).toEqual([0, expect.stringMatching(/Tests +9 passed \(9\)/)]);

      const again = await nx(workspace, 'g @dust-workspace/nx:component platform/shop --image=shop --port=7007');
      expect([again.exitCode, again.stderr + again.stdout]).toEqual([
        1,
        expect.stringMatching(/the name shop is taken, by application\/shop\s+Choose another name: platform\/shop-2 is free/),
      ]);
      await commit(workspace);
      await generate(workspace, 'environment', 'staging');
      expect(await changes(workspace)).toEqual(['?? infra/configuration/staging/shop.env']);

      await nx(workspace, 'run workspace:down');
      await workspace.write({ 'nx.json': theirs['nx.json'] });
      const names = ['component', 'environment', 'runtime', 'backup', 'lifecycle', 'nx', 'dsw'].map((room) => `@dust-workspace/${room}`);
      await npm(workspace.root, 'uninstall', '--no-audit', '--no-fund', ...names);
      const alone = await nx(workspace, 'run lib:hello');
      expect([alone.exitCode, alone.stdout]).toEqual([0, expect.stringContaining('hello from lib')]);
      await rm(join(workspace.root, '.git'), { recursive: true });
    },
    ['vitest'],
  ),
);

async function generate(workspace: Workspace, generator: string, ...words: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await nx(workspace, ['g', `@dust-workspace/nx:${generator}`, ...words]);
  if (exitCode !== 0) throw new Error(`nx g ${generator} ended with ${exitCode}:\n${stdout}\n${stderr}`);
  return stdout;
}

async function git(workspace: Workspace, ...words: readonly string[]): Promise<string> {
  const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org'];
  return (await execa('git', [...identity, ...words], { cwd: workspace.root, stripFinalNewline: false })).stdout;
}

async function commit(workspace: Workspace): Promise<void> {
  await git(workspace, 'add', '--all');
  await git(workspace, 'commit', '--quiet', '--allow-empty', '-m', 'state');
}

/** What differs from the last commit. */
async function changes(workspace: Workspace): Promise<string[]> {
  const status = await git(workspace, 'status', '--porcelain', '--untracked-files=all');
  return status.split('\n').filter((line) => line !== '');
}
