import { randomBytes } from 'node:crypto';
import { chown, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { docker } from './engine.js';
import type { RunResult } from './run.js';
import { scratchFolder } from './scratchFolder.js';

export interface ContainerOptions {
  readonly image: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Where files and folders of this machine appear in the container. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** As whom it runs, such as `12345:12345`; otherwise as the image says. */
  readonly user?: string;
  readonly command?: readonly string[];
}

/** A container of a test, which is removed with its volumes when the test is over. */
export interface Container {
  start(): Promise<void>;
  /** Ends it in good order; the status that its main process ended with. */
  stop(): Promise<number>;
  kill(): Promise<void>;
  exec(...command: readonly string[]): Promise<RunResult>;
  /** Returns when the command succeeds in it. */
  until(...command: readonly string[]): Promise<void>;
  /** Returns when it has ended, with the status. */
  ended(): Promise<number>;
  /** What it wrote until now. */
  output(): Promise<string>;
  /** As seen from other containers. */
  address(): Promise<string>;
}

/** Makes a container and starts it. */
export async function startContainer(options: ContainerOptions): Promise<Container> {
  const name = `dsw-images-test-${randomBytes(4).toString('hex')}`;
  onTestFinished(async () => {
    await docker('rm', '--force', '--volumes', name);
  });
  await succeed('create', '--name', name, ...runArguments(options));
  const container = containerNamed(name);
  await container.start();
  return container;
}

/** Runs a container to its end, and removes it. */
export async function runContainer(options: ContainerOptions): Promise<RunResult> {
  const name = `dsw-images-test-${randomBytes(4).toString('hex')}`;
  return await docker('run', '--rm', '--name', name, ...runArguments(options));
}

/** A new folder of such a user, removed when the test is over. */
export async function folderOf({ uid, gid }: { readonly uid: number; readonly gid: number }): Promise<string> {
  const folder = path.join(await scratchFolder(), 'data');
  await mkdir(folder);
  await chown(folder, uid, gid);
  return folder;
}

/** A user with a number and no name, who may write what this user made: as root any number, otherwise one's own. */
export function anyUser(): { readonly uid: number; readonly gid: number } {
  const uid = process.getuid?.() ?? 0;
  return uid === 0 ? { uid: 12_345, gid: 12_345 } : { uid, gid: process.getgid?.() ?? uid };
}

function runArguments({ image, env = {}, mounts = {}, user, command = [] }: ContainerOptions): string[] {
  return [
    ...Object.entries(env).map(([name, value]) => `--env=${name}=${value}`),
    ...Object.entries(mounts).map(([inside, outside]) => `--volume=${outside}:${inside}`),
    ...(user === undefined ? [] : [`--user=${user}`]),
    image,
    ...command,
  ];
}

function containerNamed(name: string): Container {
  const inspect = (template: string): Promise<string> => succeed('inspect', '--format', template, name);
  return {
    async start() {
      await succeed('start', name);
    },
    async stop() {
      await succeed('stop', '--time', '30', name);
      return Number(await inspect('{{.State.ExitCode}}'));
    },
    async kill() {
      await succeed('kill', name);
    },
    exec: (...command) => docker('exec', name, ...command),
    async until(...command) {
      await expect.poll(async () => (await docker('exec', name, ...command)).status, { timeout: 50_000, interval: 150 }).toBe(0);
    },
    ended: async () => Number(await succeed('wait', name)),
    async output() {
      const { stdout, stderr } = await docker('logs', name);
      return stdout + stderr;
    },
    address: () => inspect('{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'),
  };
}

async function succeed(...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await docker(...args);
  if (status !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}
