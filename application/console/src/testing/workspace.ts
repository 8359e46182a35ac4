import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resourcesIn } from '@dust-workspace/runtime/testing';
import { until } from './until.js';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));

/** A real workspace in a folder of its own. */
export interface TestWorkspace {
  readonly root: string;
  /** The environment of a person's shell, and of what is started there. */
  readonly processEnv: NodeJS.ProcessEnv;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Runs `dsw` as somebody in a terminal does. Rejects when it fails. */
  dsw(...words: readonly string[]): Promise<string>;
  /** Stops everything and removes it. */
  remove(): Promise<void>;
}

/** A component that does nothing for long. */
export const sleeper = (more = ''): string =>
  `description: Sleeps\nprofiles: [starter]\nruntimes: { process: { command: [sleep, infinity] } }\n${more}`;

export async function createWorkspace(files: Readonly<Record<string, string>>): Promise<TestWorkspace> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'console workspace $-')));
  const processEnv = { PATH: process.env['PATH'], HOME: root, LANG: process.env['LANG'], DSW_STATE_HOME: join(root, 'state') };
  const dsw: TestWorkspace['dsw'] = (...words) =>
    new Promise((resolve, reject) => {
      execFile(join(repository, 'localbin', 'bin', 'dsw'), words, { cwd: root, env: processEnv }, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`dsw ${words.join(' ')} failed:\n${stdout}\n${stderr}`));
      });
    });
  const write: TestWorkspace['write'] = async (written) => {
    for (const [name, text] of Object.entries(written)) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), text, { mode: name.endsWith('.sh') ? 0o755 : 0o644 });
    }
  };
  await symlink(join(repository, 'node_modules'), join(root, 'node_modules'));
  await write({ 'nx.json': '{}\n', ...files });
  return {
    root,
    processEnv,
    write,
    dsw,
    async remove() {
      await dsw('down').catch(() => undefined);
      await until('nothing of the workspace runs', () => {
        const { processes } = resourcesIn({ workspaces: [root] });
        for (const line of processes) end(Number.parseInt(line, 10));
        return processes.length === 0;
      });
      await rm(root, { recursive: true, force: true });
    },
  };
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
