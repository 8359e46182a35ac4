import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { findProgram } from '../findProgram.js';
import { poll } from '../poll.js';

/** A Docker engine beside the machine's own, which a test may fill, kill and start again. */
export interface OwnEngine {
  readonly docker: Docker;
  /** Its address, as DOCKER_HOST takes it. */
  readonly url: string;
  readonly socket: string;
  /** Ends it as a crash would. Its containers go on until it is started again. */
  kill(): Promise<void>;
  /** Ends it as a shutdown would, with its containers. */
  shutDown(): Promise<void>;
  /** Starts it again after one of the two; one that runs is left as it is. */
  start(): Promise<void>;
  /** Ends it with everything it made: containers, networks, images, mounts and folders. */
  remove(): Promise<void>;
}

export interface OwnEngineOptions {
  /** The size of its disk in bytes, a file system of its own in memory; otherwise it is in the folder of temporary files. */
  readonly disk?: number;
  /** More arguments of dockerd. */
  readonly arguments?: readonly string[];
}

/** Why a test cannot have an engine of its own here; undefined when it can. */
export async function noOwnEngine(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux may start an engine';
  const place = { path: process.env['PATH'] ?? '', directory: '/' };
  for (const program of ['dockerd', 'ip']) if ((await findProgram(program, place)) === undefined) return `${program} is not installed`;
  return undefined;
}

/** Starts an empty engine. It has a default bridge of its own, and no rules of a firewall. */
export async function startOwnEngine(options: OwnEngineOptions = {}): Promise<OwnEngine> {
  const { default: Client } = await import('dockerode');
  const folder = await mkdtemp(join(tmpdir(), 'engine-'));
  const data = join(folder, 'data');
  const socket = join(folder, 'docker.sock');
  mkdirSync(data);
  if (options.disk !== undefined) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${options.disk}`, 'tmpfs', data]);
  // With --bridge=none, and with --default-address-pool, it would remove docker0: https://github.com/moby/moby/pull/26989
  execFileSync('ip', ['link', 'add', namespaceOf(folder), 'type', 'bridge']);
  const docker = new Client({ socketPath: socket });
  let daemon: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    if (daemon?.exitCode === null && daemon.signalCode === null) return;
    const log = openSync(join(folder, 'log'), 'a');
    // In a session of its own, lest Ctrl-C in a terminal end it before the test has.
    daemon = spawn('dockerd', argumentsFor(folder, options), { detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    const started = daemon;
    const answers = await poll(async () => started.exitCode !== null || (await responds(docker)), { within: 60_000, first: 20, most: 100 });
    if (answers && started.exitCode === null) return;
    throw new Error(`dockerd did not start:\n${readFileSync(join(folder, 'log'), 'utf8').slice(-4000)}`);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (daemon?.exitCode !== null || daemon.signalCode !== null) return;
    const ended = once(daemon, 'exit');
    daemon.kill(signal);
    await ended;
  };
  const kill = async (): Promise<void> => {
    const containerd = pidIn(join(folder, 'exec/containerd/containerd.pid'));
    await end('SIGKILL');
    // It dies with its engine, but not at once, and an engine that finds it alive takes it for its own and waits in vain.
    if (containerd !== undefined) await endOther(containerd);
  };
  const remove = async (): Promise<void> => {
    // One that was killed knows what it left behind only when it runs.
    if (daemon?.signalCode === 'SIGKILL') await start();
    if (await responds(docker)) await removeContainers(docker);
    await end('SIGTERM');
    execFileSync('ip', ['link', 'delete', namespaceOf(folder)]);
    unmountBelow(folder);
    await rm(folder, { recursive: true, force: true });
  };

  try {
    await start();
  } catch (error) {
    await remove();
    throw error;
  }
  return { docker, url: `unix://${socket}`, socket, kill, shutDown: () => end('SIGTERM'), start, remove };
}

function argumentsFor(folder: string, options: OwnEngineOptions): string[] {
  return [
    ...[`--data-root=${folder}/data`, `--exec-root=${folder}/exec`, `--pidfile=${folder}/pid`, `--host=unix://${folder}/docker.sock`],
    // A containerd of the system's, if there is one, is shared with the machine's engine.
    ...[`--containerd-namespace=${namespaceOf(folder)}`, `--containerd-plugins-namespace=${namespaceOf(folder)}-plugins`],
    ...[`--bridge=${namespaceOf(folder)}`, '--iptables=false'],
    ...(options.arguments ?? []),
  ];
}

function namespaceOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('/') + 1).toLowerCase();
}

function pidIn(file: string): number | undefined {
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : undefined;
}

/** Ends a process that is no child of this one. */
async function endOther(pid: number): Promise<void> {
  const hasEnded = (): boolean => {
    try {
      process.kill(pid, 'SIGKILL');
      return false;
    } catch {
      return true;
    }
  };
  if (!(await poll(hasEnded, { within: 10_000, first: 5, most: 50 }))) throw new Error(`process ${pid} does not end`);
}

async function responds(docker: Docker): Promise<boolean> {
  return docker.ping().then(
    () => true,
    () => false,
  );
}

async function removeContainers(docker: Docker): Promise<void> {
  for (const { Id } of await docker.listContainers({ all: true })) await docker.getContainer(Id).remove({ force: true, v: true });
  const networks = await docker.listNetworks();
  for (const { Id, Name } of networks) if (!['bridge', 'host', 'none'].includes(Name)) await docker.getNetwork(Id).remove();
}

/** The deepest first. */
function unmountBelow(folder: string): void {
  const places = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((place) => place.startsWith(`${folder}/`));
  for (const place of places.reverse()) execFileSync('umount', [place]);
}
