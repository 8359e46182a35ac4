import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Component, ExecOptions, ExecResult } from '@dust-workspace/component';
import { logFile } from '../operatingFolders.js';
import { poll } from '../poll.js';
import { probe } from '../probe.js';
import { processRuntime } from '../process/processRuntime.js';
import { surroundingsOf } from '../process/surroundings.js';
import type { Invoker } from '../process/user.js';
import type { Instance, Runtime } from '../runtime.js';
import { componentIn, defaultsOf, freePortsOf } from './componentIn.js';
import type { ComponentRun } from './componentRun.js';
import { redactorOf } from './redactorOf.js';

export interface ComponentProcessOptions {
  readonly variables?: Readonly<Record<string, string>>;
  /** The folder of its programs, before all others on PATH. */
  readonly programs?: string | undefined;
}

/** How long a component may take until it is ready, in milliseconds, on a busy machine. */
const patience = 150_000;

/**
 * A component as the process runtime runs it, with the same user, context and variables, but as a child of this process. Its volume, its run
 * folder and its home lie below a temporary folder that is closed to other users, as a checkout below root's home is.
 */
export class ComponentProcess implements ComponentRun {
  variables: Record<string, string>;
  readonly #invoker: Invoker;
  readonly #runtime: Runtime;
  readonly #signal = new AbortController().signal;
  #main: ChildProcess | undefined;

  private constructor(
    readonly component: Component,
    readonly folder: string,
    readonly ports: Readonly<Record<string, number>>,
    { variables = {}, programs }: ComponentProcessOptions,
  ) {
    this.variables = { ...variables };
    const path = [programs, process.env['PATH']].filter((part) => part !== undefined).join(delimiter);
    const env = { ...process.env, PATH: path, HOME: this.home };
    this.#invoker = { env, uid: process.geteuid?.() ?? -1, gid: process.getegid?.() ?? -1 };
    this.#runtime = processRuntime({ processEnv: env });
  }

  static async make(directory: string, options: ComponentProcessOptions = {}): Promise<ComponentProcess> {
    const component = await componentIn(directory);
    const folder = await realpath(await mkdtemp(join(tmpdir(), `${component.name}-process-`)));
    const made = new ComponentProcess(component, folder, await freePortsOf(component), options);
    const prepared = await made.#runtime.prepare(made.#instance, made.#signal);
    if (!prepared.ok) throw new Error(prepared.diagnostics.map(({ message }) => message).join('; '));
    await mkdir(made.home, { recursive: true });
    return made;
  }

  get name(): string {
    return this.component.name;
  }

  get volume(): string {
    return join(this.folder, 'volume');
  }

  get home(): string {
    return join(this.#runDirectory, 'home');
  }

  /** What it has said since it was launched. */
  get log(): string {
    const file = logFile(this.#runDirectory);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** The process that was launched last. */
  get main(): ChildProcess {
    if (this.#main === undefined) throw new Error(`${this.name} was not launched`);
    return this.#main;
  }

  /** Launches the main process, and does not wait until it is ready. `overrides` are variables for this time alone. */
  async launch(overrides: Readonly<Record<string, string>> = {}): Promise<void> {
    const { command } = this.component.manifest.runtimes.process!;
    const found = await surroundingsOf(this.#instance, command as [string, ...string[]], this.#invoker);
    if (!found.ok) throw new Error(found.diagnostics.map(({ message }) => message).join('; '));
    const { runAs, variables, command: whole } = found.value;
    const [program, ...args] = runAs.kind === 'dropped' ? ([...runAs.setpriv, '--', ...whole] as const) : whole;
    const output = openSync(logFile(this.#runDirectory), 'w');
    this.#main = spawn(program, args, {
      cwd: this.component.directory,
      env: { ...variables, ...overrides },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
  }

  async start(): Promise<void> {
    await this.launch();
    const isReady = async (): Promise<boolean> =>
      (await probe(this.#runtime, this.#instance, this.#signal, this.component.manifest.ready)).kind === 'ready';
    let ready = false;
    await poll(async () => (ready = await isReady()) || this.#hasEnded, { within: patience, first: 10, most: 100 });
    if (!ready) throw new Error(`${this.name} did not start: ${this.log}`);
  }

  /** Launches it where it is expected to end at once. */
  async startInVain(overrides: Readonly<Record<string, string>> = {}): Promise<{ exitCode: number | null; log: string }> {
    await this.launch(overrides);
    if (!this.#hasEnded) await once(this.main, 'exit');
    return { exitCode: this.main.exitCode, log: this.log };
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#main === undefined || this.#hasEnded) return;
    this.#main.kill(signal);
    await once(this.#main, 'exit');
  }

  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  async dispose(): Promise<void> {
    await this.kill();
    // What the main process has started ends by itself, and may still write.
    await poll(() => this.others.length === 0, { within: 10_000, first: 5, most: 50 });
    await rm(this.folder, { recursive: true, force: true });
  }

  exec(command: readonly [string, ...string[]], options: ExecOptions = {}): Promise<ExecResult> {
    return this.#runtime.exec(this.#instance, command, { ...options, signal: this.#signal });
  }

  /** What runs in its context beside the main process. */
  get others(): { readonly pid: number; readonly line: string }[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && name !== `${this.#main?.pid}`)
      .filter((pid) => read(`/proc/${pid}/environ`).split('\0').includes(`DSW_VOLUME=${this.volume}`))
      .map((pid) => ({ pid: Number(pid), line: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }));
  }

  get #hasEnded(): boolean {
    return this.main.exitCode !== null || this.main.signalCode !== null;
  }

  get #runDirectory(): string {
    return join(this.folder, 'run');
  }

  get #instance(): Instance {
    const variables = { ...defaultsOf(this.component), ...this.variables };
    return {
      component: this.component,
      environment: 'test',
      runtime: 'process',
      workspace: this.folder,
      variables,
      inside: variables,
      secrets: new Set(),
      redactor: redactorOf({}, []),
      ports: this.ports,
      volume: this.volume,
      runDirectory: this.#runDirectory,
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
