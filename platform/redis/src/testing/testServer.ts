import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ExecOptions, ExecResult } from '@dust-workspace/component/hooks';
import { freePort } from '@dust-workspace/runtime/testing';
import { directory, Server } from './server.js';

const asRoot = process.getuid?.() === 0;
const unprivileged = 65_534;
const drop = asRoot ? ['setpriv', `--reuid=${unprivileged}`, `--regid=${unprivileged}`, '--clear-groups'] : [];

/** Whether there is a server to test with. */
export const installed = spawnSync('sh', ['-c', 'command -v redis-server || command -v valkey-server'], { stdio: 'ignore' }).status === 0;

/** The component run by its scripts as the process runtime runs them. */
export class TestServer extends Server {
  readonly folder = mkdtempSync(join(tmpdir(), 'redis-test-'));
  readonly volume = join(this.folder, 'volume');
  /** What runs in the component's context. */
  readonly commands = new Set<ChildProcess>();
  #main: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    readonly password: string | undefined,
  ) {
    super();
    mkdirSync(this.volume);
    if (asRoot) for (const path of [this.folder, this.volume]) chownSync(path, unprivileged, unprivileged);
  }

  static async make(password?: string): Promise<TestServer> {
    return new TestServer(await freePort(), password);
  }

  static async started(password?: string): Promise<TestServer> {
    const server = await TestServer.make(password);
    await server.start();
    return server;
  }

  get log(): string {
    return existsSync(this.#logFile) ? readFileSync(this.#logFile, 'utf8') : '';
  }

  get main(): ChildProcess {
    return this.#main!;
  }

  launch(): void {
    const output = openSync(this.#logFile, 'w');
    this.#main = spawn('env', [...drop, 'scripts/serve.sh'], { cwd: directory, env: this.#environment, stdio: ['ignore', output, output] });
    closeSync(output);
  }

  async start(): Promise<void> {
    this.launch();
    const deadline = Date.now() + 30_000;
    while ((await this.exec(['scripts/ready.sh'])).exitCode !== 0) {
      if (this.main.exitCode !== null || Date.now() > deadline) throw new Error(`Redis did not start: ${this.log}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Launches it where it is expected to end at once. */
  async startInVain(): Promise<{ exitCode: number | null; log: string }> {
    this.launch();
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

  /** Processes with the labels of this server, by their arguments, without its main one. */
  get others(): string[] {
    return this.#labelled().map(({ line }) => line);
  }

  /** Ends the server that runs beside this one by force. */
  killSecond(): void {
    for (const { pid, line } of this.#labelled())
      if (/-server( |$)/.test(line) && !line.includes('second.sh')) process.kill(pid, 'SIGKILL');
  }

  /** Runs a command in the component's context. */
  async exec(line: readonly [string, ...string[]], options: ExecOptions = {}): Promise<ExecResult> {
    const child = spawn('env', [...drop, ...line], { cwd: directory, env: { ...this.#environment, ...options.env } });
    let stdout = '';
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.stdin.on('error', () => undefined);
    this.commands.add(child);
    const input = typeof options.stdin === 'object' ? pipeline(options.stdin, child.stdin) : child.stdin.end(options.stdin ?? '');
    // As the runtimes do: what broke off is not taken for the whole.
    const fed = Promise.resolve(input).catch(() => void child.kill('SIGKILL'));
    const output = options.stdout === undefined ? undefined : pipeline(child.stdout, options.stdout);
    output?.catch(() => undefined);
    if (output === undefined) child.stdout.setEncoding('latin1').on('data', (chunk: string) => (stdout += chunk));
    const [exitCode, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    this.commands.delete(child);
    await Promise.all([fed, output?.catch(() => undefined)]);
    return { exitCode, signal, stdout, stderr };
  }

  #labelled(): { pid: number; line: string }[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && name !== `${this.main.pid}`)
      .filter((pid) => read(`/proc/${pid}/environ`).split('\0').includes(`DSW_VOLUME=${this.volume}`))
      .map((pid) => ({ pid: Number(pid), line: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }));
  }

  get #logFile(): string {
    return join(this.folder, 'log');
  }

  get #environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      DSW_ENVIRONMENT: 'test',
      DSW_COMPONENT: 'redis',
      DSW_VOLUME: this.volume,
      DSW_RUN: this.folder,
      REDIS_HOST: '127.0.0.1',
      REDIS_PORT: `${this.port}`,
      ...(this.password === undefined ? {} : { REDIS_PASSWORD: this.password }),
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
