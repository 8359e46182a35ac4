import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecOptions, ExecResult } from '@dust-workspace/component/hooks';
import { freePort } from '@dust-workspace/runtime/testing';
import { directory, Server } from './server.js';

const asRoot = process.getuid?.() === 0;
const unprivileged = 65_534;
// As the process runtime does it: programs and checkouts may lie below folders that only root may enter.
const closedFolderRights = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search', '--securebits=+no_setuid_fixup'];
const drop = asRoot
  ? ['setpriv', `--reuid=${unprivileged}`, `--regid=${unprivileged}`, '--clear-groups', '--no-new-privs', ...closedFolderRights]
  : [];

const missing = ['temporal', 'sqlite3'].filter((program) => spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status !== 0);

/** What the tests lack here, if anything. */
export const lacking = missing.length === 0 ? undefined : `${missing.join(' and ')} not installed: .ci/temporal`;

/** The component run by its scripts as the process runtime runs them. */
export class TestServer extends Server {
  readonly folder = mkdtempSync(join(tmpdir(), 'temporal-test-'));
  readonly volume = join(this.folder, 'volume');
  #main: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    readonly uiPort: number,
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
    const deadline = Date.now() + 60_000;
    while ((await this.exec(['scripts/ready.sh'])).exitCode !== 0) {
      if (this.main.exitCode !== null || Date.now() > deadline) throw new Error(`Temporal did not start: ${this.log}`);
      await sleep(50);
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
    // What still looks whether the server answers.
    const deadline = Date.now() + 10_000;
    while (this.others.length > 0 && Date.now() < deadline) await sleep(50);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Processes with the labels of this server, by their arguments, without its main one. */
  get others(): string[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && name !== `${this.#main?.pid}`)
      .filter((pid) => read(`/proc/${pid}/environ`).split('\0').includes(`DSW_VOLUME=${this.volume}`))
      .map((pid) => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim());
  }

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
    await Promise.all([fed, output]);
    return { exitCode, signal, stdout, stderr };
  }

  get #logFile(): string {
    return join(this.folder, 'log');
  }

  get #environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      HOME: this.folder,
      TMPDIR: process.env.TMPDIR,
      DSW_ENVIRONMENT: 'test',
      DSW_COMPONENT: 'temporal',
      DSW_VOLUME: this.volume,
      DSW_RUN: this.folder,
      TEMPORAL_HOST: '127.0.0.1',
      TEMPORAL_PORT: `${this.port}`,
      TEMPORAL_UI_HOST: '127.0.0.1',
      TEMPORAL_UI_PORT: `${this.uiPort}`,
      TEMPORAL_NAMESPACE: 'dust',
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
