import { copyFile, mkdir, mkdtemp, readlink, rm, symlink, lstat, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));

export interface Clone {
  readonly root: string;
  /** Runs a command line of a newcomer in it, without a terminal and without anything that an outer run of npm or Nx has set. */
  shell(line: string, env?: Readonly<Record<string, string>>): Promise<Ran>;
  remove(): Promise<void>;
}

export interface Ran {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A clone of the repository as it is now: what git tracks, and what it would track if it were added. Nothing is installed in it. */
export async function freshClone(): Promise<Clone> {
  const root = await mkdtemp(join(tmpdir(), 'dsw-clone-'));
  const { stdout } = await execa('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: repository });
  for (const path of stdout.split('\0').filter((name) => name !== '')) await copyAsItIs(join(repository, path), join(root, path));
  return {
    root,
    shell: async (line, env = {}) => {
      const options = { cwd: root, reject: false, stdin: 'ignore', extendEnv: false, env: { ...outside(), ...env } } as const;
      const { exitCode, stdout, stderr } = await execa('bash', ['-c', line], options);
      return { exitCode, stdout, stderr };
    },
    remove: async () => {
      await execa('node_modules/.bin/nx', ['daemon', '--stop'], { cwd: root, reject: false, extendEnv: false, env: outside() });
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function copyAsItIs(from: string, to: string): Promise<void> {
  const stats = await lstat(from).catch(() => undefined);
  if (stats === undefined) return;
  await mkdir(dirname(to), { recursive: true });
  if (stats.isSymbolicLink()) return symlink(await readlink(from), to);
  await copyFile(from, to);
  await chmod(to, stats.mode);
}

function outside(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NX_|DSW_(?!STATE_HOME)|VITEST|NODE_OPTIONS|NODE_ENV|POSTGRES_|TIMESCALE_)/.test(name),
  );
  return Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
