import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { HookFailure, type ExecOptions, type ExecResult } from '@dust-workspace/component/hooks';
import { freePort } from '@dust-workspace/component/testing';
import { ask, type Answer, type Context, type Method } from '../ask.js';

const directory = join(import.meta.dirname, '../..');
const asRoot = process.getuid?.() === 0;
const unprivileged = 65_534;
const enter = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search', '--securebits=+no_setuid_fixup'];
const drop = asRoot ? ['setpriv', `--reuid=${unprivileged}`, `--regid=${unprivileged}`, '--clear-groups', ...enter] : [];

/** Where `.ci/elasticsearch` has put the program. */
const { ELASTICSEARCH_BIN: bin } = process.env;

/** Why there is no server to test with, or nothing. */
export const noServer = bin === undefined ? 'no ELASTICSEARCH_BIN: see .ci/elasticsearch' : undefined;

/** The component run by its scripts as the process runtime runs them. */
export class TestServer {
  readonly folder = mkdtempSync(join(tmpdir(), 'elasticsearch-test-'));
  readonly volume = join(this.folder, 'volume');
  /** What hooks have said. */
  readonly lines: string[] = [];
  #main: ChildProcess | undefined;

  private constructor(readonly port: number) {
    mkdirSync(this.volume);
    if (asRoot) for (const path of [this.folder, this.volume]) chownSync(path, unprivileged, unprivileged);
  }

  static async make(): Promise<TestServer> {
    return new TestServer(await freePort());
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

  async start(): Promise<void> {
    this.launch();
    const deadline = Date.now() + 150_000;
    while (!(await this.#isReady())) {
      if (this.main.exitCode !== null || Date.now() > deadline) throw new Error(`Elasticsearch did not start: ${this.log}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
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

  async dispose(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** One request, for tests: its status is as it is. */
  async ask(method: Method, path: string, body?: unknown): Promise<Answer> {
    return ask(this.context(), method, path, { ...(body === undefined ? {} : { body }) });
  }

  context(overrides: Partial<Context> = {}): Context {
    return {
      component: 'elasticsearch',
      environment: 'test',
      directory,
      env: {
        ELASTICSEARCH_USERNAME: 'elastic',
        ELASTICSEARCH_PASSWORD: 'password',
        ELASTICSEARCH_HEAP: '256m',
        ELASTICSEARCH_VERSION: '8.11.3',
        ELASTICSEARCH_REGISTRY: 'docker.elastic.co',
        ELASTICSEARCH_ANALYSIS_ICU: 'analysis-icu',
      },
      endpoint: () => ({ host: '127.0.0.1', port: this.port }),
      exec: (line, options) => this.exec(line, options),
      run: async (line, options) => {
        const result = await this.exec(line, options);
        if (result.exitCode === 0) return result.stdout;
        throw new HookFailure(result.stderr);
      },
      log: (line) => void this.lines.push(line),
      signal: new AbortController().signal,
      ...overrides,
    };
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

  async #isReady(): Promise<boolean> {
    const url = `http://127.0.0.1:${this.port}/_cluster/health?wait_for_status=yellow&timeout=1s`;
    return fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  get #environment(): NodeJS.ProcessEnv {
    return {
      PATH: `${bin ?? ''}:${process.env.PATH ?? ''}`,
      HOME: this.folder,
      DSW_ENVIRONMENT: 'test',
      DSW_COMPONENT: 'elasticsearch',
      DSW_VOLUME: this.volume,
      DSW_RUN: this.folder,
      ELASTICSEARCH_HOST: '127.0.0.1',
      ELASTICSEARCH_PORT: `${this.port}`,
      ELASTICSEARCH_HEAP: '256m',
    };
  }
}
