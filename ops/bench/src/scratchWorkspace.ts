import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/** The repository that is measured. */
export const repository = fileURLToPath(new URL('../../..', import.meta.url));
export const dsw = join(repository, 'localbin', 'bin', 'dsw');

export interface ScratchWorkspace {
  readonly root: string;
  /** Runs `dsw` in it and gives its standard output. */
  dsw(...args: readonly string[]): Promise<string>;
  /** Runs `nx` in it, without the daemon. */
  nx(...args: readonly string[]): Promise<unknown>;
}

/** Makes a workspace from files, runs `body` in it, stops what runs there and removes it. */
export async function inScratchWorkspace<T>(
  files: Readonly<Record<string, string>>,
  body: (workspace: ScratchWorkspace) => Promise<T>,
): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'dsw-bench-'));
  const workspace: ScratchWorkspace = {
    root,
    dsw: async (...args) => (await execa(dsw, args, { cwd: root })).stdout,
    nx: (...args) =>
      execa(join(repository, 'node_modules', '.bin', 'nx'), args, {
        cwd: root,
        env: { NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NX_LOAD_DOT_ENV_FILES: 'false', CI: 'true' },
      }),
  };
  const { DSW_STATE_HOME: state } = process.env;
  process.env['DSW_STATE_HOME'] = join(root, 'state');
  try {
    await symlink(join(repository, 'node_modules'), join(root, 'node_modules'));
    for (const [path, text] of Object.entries({ 'nx.json': '{}\n', 'package.json': '{ "private": true }\n', ...files })) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    return await body(workspace);
  } finally {
    await execa(dsw, ['down'], { cwd: root, reject: false });
    if (state === undefined) delete process.env['DSW_STATE_HOME'];
    else process.env['DSW_STATE_HOME'] = state;
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Puts a component of the repository into a scratch workspace, without its data. */
export async function addComponent(root: string, component: string): Promise<void> {
  const name = component.split('/').at(-1) ?? '';
  await cp(join(repository, component), join(root, component), {
    recursive: true,
    filter: (source) => !source.includes('/volumes') && !source.includes('/node_modules'),
  });
  const shared = 'localbin/postgresql/scripts';
  await cp(join(repository, shared), join(root, shared), { recursive: true });
  const template = `infra/configuration/local/${name}.env`;
  await cp(join(repository, template), join(root, template));
}
