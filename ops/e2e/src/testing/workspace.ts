import { chmod, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { leftBy, endLeftovers } from './leftBy.js';

export const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const command = join(repository, 'localbin', 'bin', 'dsw');

/** How a command ended and what it said. */
export interface Ran {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ran>;
  /** What it has said up to now. */
  said(): string;
}

export interface ComponentStatus {
  readonly name: string;
  readonly state: string;
  readonly prepared: boolean;
  readonly initialised: boolean;
  readonly ports: Readonly<Record<string, number>>;
  readonly lastBackup: { readonly set: string } | null;
  readonly detail: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
}

/** A workspace of a test in a folder of its own, driven through the command that people use. */
export interface Workspace {
  readonly root: string;
  /** Runs `dsw` with the words of `line` and waits for its end. */
  dsw(line: string, options?: RunOptions): Promise<Ran>;
  /** As `dsw`, for a command that must succeed; it fails with what the command said otherwise. */
  succeeds(line: string): Promise<void>;
  /** As `dsw`, without waiting; in a process group of its own, as in a terminal. */
  launch(line: string, options?: RunOptions): Running;
  /** By component name; the command must have exited with 0. */
  status(): Promise<Readonly<Record<string, ComponentStatus>>>;
  path(...parts: readonly string[]): string;
  /** Writes files; a name that ends in `.sh` becomes executable. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  read(file: string): Promise<string>;
}

export interface WorkspaceOptions {
  /** Where its folder is made. */
  readonly under?: string;
  /** The name of its folder, which otherwise is like no other. */
  readonly name?: string;
  /** What all commands get beside a person's usual environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long a command may take, in milliseconds, before it is killed. */
  readonly patience?: number;
  /** What a workspace may leave elsewhere than on this machine. */
  readonly outside?: { left(root: string): Promise<string[]>; remove(root: string): Promise<void> };
}

/**
 * Runs `body` in a new workspace that holds `files`. Afterwards everything is stopped: the test fails when a process, a listening socket or a lock
 * of the workspace is left.
 */
export async function inWorkspace(
  files: Readonly<Record<string, string>>,
  body: (workspace: Workspace) => Promise<void>,
  { under = tmpdir(), name, env = {}, patience = 120_000, outside }: WorkspaceOptions = {},
): Promise<void> {
  const root = await realpath(name === undefined ? await mkdtemp(join(under, 'dsw e2e $ü-')) : await newFolder(under, name));
  const workspace = workspaceAt(root, env, patience);
  try {
    await symlink(join(repository, 'node_modules'), join(root, 'node_modules'));
    await workspace.write({ 'nx.json': '{}\n', ...files });
    await body(workspace);
    const down = await workspace.dsw('down');
    const left = [...(await leftBy(root)), ...((await outside?.left(root)) ?? [])];
    if (left.length > 0) throw new Error(`dsw down left behind:\n${left.join('\n')}\nand said:\n${down.stdout}\n${down.stderr}`);
  } finally {
    await endLeftovers(root);
    await outside?.remove(root);
    await rm(root, { recursive: true, force: true });
  }
}

async function newFolder(under: string, name: string): Promise<string> {
  await mkdir(join(under, name));
  return join(under, name);
}

function workspaceAt(root: string, always: Readonly<Record<string, string>>, patience: number): Workspace {
  const path = (...parts: readonly string[]): string => join(root, ...parts);
  const launch = (line: string, { env = {} }: RunOptions = {}): Running => {
    const words = line.split(' ').filter((word) => word !== '');
    const child = execa(command, words, {
      cwd: root,
      extendEnv: false,
      env: { ...surroundings(), ...always, ...env },
      reject: false,
      stdin: 'ignore',
      detached: true,
      stripFinalNewline: false,
      timeout: patience,
      killSignal: 'SIGKILL',
      maxBuffer: 400 * 1024 * 1024,
    });
    if (child.pid === undefined) throw new Error(`${command} could not be launched`);
    let said = '';
    child.stdout.on('data', (chunk: Buffer | string) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer | string) => (said += chunk.toString()));
    const ended = child.then(({ exitCode, signal, stdout, stderr }) => ({ exitCode, signal, stdout, stderr }));
    return { pid: child.pid, ended, said: () => said };
  };
  const dsw: Workspace['dsw'] = (line, options) => launch(line, options).ended;
  return {
    root,
    path,
    launch,
    dsw,
    async succeeds(line) {
      const { exitCode, stdout, stderr } = await dsw(line);
      if (exitCode !== 0) throw new Error(`dsw ${line} ended with ${exitCode}:\n${stdout}\n${stderr}`);
    },
    async status() {
      const { exitCode, stdout, stderr } = await dsw('status --json');
      if (exitCode !== 0) throw new Error(`dsw status ended with ${exitCode}:\n${stderr}`);
      const { components } = JSON.parse(stdout) as { components: ComponentStatus[] };
      return Object.fromEntries(components.map((component) => [component.name, component]));
    },
    async write(written) {
      for (const [name, text] of Object.entries(written)) {
        await mkdir(dirname(path(name)), { recursive: true });
        await writeFile(path(name), text);
        if (name.endsWith('.sh')) await chmod(path(name), 0o755);
      }
    },
    read: (file) => readFile(path(file), 'utf8'),
  };
}

/** The environment of a person's shell: nothing that a workspace reads, and of what the test run has set only where ports are registered. */
function surroundings(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'TMPDIR', 'TERM', 'DSW_STATE_HOME'];
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}
