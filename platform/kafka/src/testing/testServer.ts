import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecOptions, ExecResult } from '@dust-workspace/component/hooks';
import { freePort } from '@dust-workspace/component/testing';
import { directory, Server } from './server.js';

const asRoot = process.getuid?.() === 0;
const unprivileged = 65_534;
// As the process runtime does it: programs and checkouts may lie below folders that only root may enter.
const enter = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search', '--securebits=+no_setuid_fixup'];
const drop = asRoot ? ['setpriv', `--reuid=${unprivileged}`, `--regid=${unprivileged}`, '--clear-groups', ...enter] : [];

/** Where `.ci/kafka` has put the distribution. */
export const { KAFKA_HOME: home } = process.env;

/** Why there is no server to test with, or nothing. */
export const noServer = home === undefined ? 'no KAFKA_HOME: see .ci/kafka' : undefined;

/** The component run by its scripts as the process runtime runs them. */
export class TestServer extends Server {
  readonly folder = mkdtempSync(join(tmpdir(), 'kafka-test-'));
  readonly volume = join(this.folder, 'volume');
  #main: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    readonly controllerPort: number,
  ) {
    super();
    mkdirSync(this.volume);
    if (asRoot) for (const path of [this.folder, this.volume]) chownSync(path, unprivileged, unprivileged);
  }

  static async make(): Promise<TestServer> {
    return new TestServer(await freePort(), await freePort());
  }

  static async started(): Promise<TestServer> {
    const server = await TestServer.make();
    await server.start();
    return server;
  }

  get log(): string {
    const file = join(this.folder, 'log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  get main(): ChildProcess {
    if (this.#main === undefined) throw new Error('it was not started');
    return this.#main;
  }

  launch(variables: NodeJS.ProcessEnv = {}): void {
    const output = openSync(join(this.folder, 'log'), 'w');
    this.#main = spawn('env', [...drop, 'scripts/serve.sh'], {
      cwd: directory,
      env: { ...this.#environment, ...variables },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
  }

  async start(variables: NodeJS.ProcessEnv = {}): Promise<void> {
    this.launch(variables);
    await this.ready();
  }

  async ready(): Promise<void> {
    const deadline = Date.now() + 150_000;
    while ((await this.exec(['scripts/ready.sh'])).exitCode !== 0) {
      if (this.main.exitCode !== null || Date.now() > deadline) throw new Error(`Kafka did not start: ${this.log}`);
      await sleep(50);
    }
  }

  /** Launches it where it is expected to end at once. */
  async startInVain(variables: NodeJS.ProcessEnv = {}): Promise<{ exitCode: number | null; log: string }> {
    this.launch(variables);
    if (this.main.exitCode === null) await once(this.main, 'exit');
    return { exitCode: this.main.exitCode, log: this.log };
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#main?.exitCode !== null || this.#main.signalCode !== null) return;
    this.#main.kill(signal);
    await once(this.#main, 'exit');
  }

  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  async dispose(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Processes with the labels of this server, by their arguments. */
  get processes(): string[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => read(`/proc/${pid}/environ`).split('\0').includes(`DSW_VOLUME=${this.volume}`))
      .map((pid) => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim());
  }

  /** Runs a command in the component's context. */
  async exec(line: readonly [string, ...string[]], options: ExecOptions = {}): Promise<ExecResult> {
    const child = spawn('env', [...drop, ...line], { cwd: directory, env: { ...this.#environment, ...options.env } });
    let stdout = '';
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.stdin.on('error', () => undefined);
    const input = typeof options.stdin === 'object' ? pipeline(options.stdin, child.stdin) : child.stdin.end(options.stdin ?? '');
    // As the runtimes do: what broke off is not taken for the whole.
    const fed = Promise.resolve(input).catch(() => void child.kill('SIGKILL'));
    const output = options.stdout === undefined ? undefined : pipeline(child.stdout, options.stdout);
    output?.catch(() => undefined);
    if (output === undefined) child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    const [exitCode, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    await fed;
    await output;
    return { exitCode, signal, stdout, stderr };
  }

  get #environment(): NodeJS.ProcessEnv {
    return {
      PATH: `${home ?? ''}/bin:${process.env.PATH ?? ''}`,
      HOME: this.folder,
      DSW_ENVIRONMENT: 'test',
      DSW_COMPONENT: 'kafka',
      DSW_VOLUME: this.volume,
      DSW_RUN: this.folder,
      KAFKA_HOST: '127.0.0.1',
      KAFKA_PORT: `${this.port}`,
      KAFKA_CONTROLLER_HOST: '127.0.0.1',
      KAFKA_CONTROLLER_PORT: `${this.controllerPort}`,
      KAFKA_HEAP: '256m',
    };
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
