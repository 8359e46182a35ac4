import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { freshClone } from './freshClone.js';
import { repository, type Ran } from './workspace.js';

/** A fresh clone on a machine that has Node.js and nothing else. */
export interface DustClone {
  /** Runs `dsw` with the words of `line`. */
  dsw(line: string): Promise<Pick<Ran, 'exitCode' | 'stdout' | 'stderr'>>;
  /** What there is below a folder of the clone. */
  list(folder: string): Promise<string[]>;
  remove(): Promise<void>;
}

/** In place of `npm ci` it is given the packages and the builds of the repository. On PATH there is nothing but node, and no engine answers. */
export async function dustClone(): Promise<DustClone> {
  const clone = await freshClone();
  const machine = await mkdtemp(join(tmpdir(), 'dsw-bare-machine-'));
  const programs = join(machine, 'bin');
  await mkdir(programs);
  await symlink(process.execPath, join(programs, 'node'));
  await symlink(join(repository, 'node_modules'), join(clone.root, 'node_modules'));
  for (const path of await builds()) await symlink(join(repository, path), join(clone.root, path));
  const env = { PATH: programs, HOME: machine, DSW_STATE_HOME: machine, DOCKER_HOST: `unix://${join(machine, 'no-engine.sock')}` };
  return {
    dsw: async (line) => {
      const options = { cwd: clone.root, reject: false, stdin: 'ignore', extendEnv: false, env } as const;
      const { exitCode, stdout, stderr } = await execa(process.execPath, ['localbin/bin/dsw', ...line.split(' ')], options);
      return { exitCode, stdout, stderr };
    },
    list: (folder) => readdir(join(clone.root, folder)),
    remove: async () => {
      await clone.remove();
      await rm(machine, { recursive: true, force: true });
    },
  };
}

async function builds(): Promise<string[]> {
  const found = await Promise.all(
    ['localbin', 'platform', 'application'].map(async (room) => {
      const entries = await readdir(join(repository, room), { withFileTypes: true });
      const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${room}/${name}`);
      const built = await Promise.all(names.map(async (name) => (await readdir(join(repository, name))).includes('dist')));
      return names.filter((_, index) => built[index]).map((name) => `${name}/dist`);
    }),
  );
  return found.flat();
}
