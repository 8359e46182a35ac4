import { setMaxListeners } from 'node:events';
import type { Catalog, ComponentGraph, Component, Result } from '@dust-workspace/component';
import { environmentPaths, type EnvironmentPaths, type Redactor, type Selection } from '@dust-workspace/environment';
import type { Instance, Runtime } from '@dust-workspace/runtime';
import { knownBackups } from './backups/knownBackups.js';
import type { ChosenRuntimes } from './chooseRuntimes.js';
import type { Emit } from './events.js';
import type { Observation } from './observation.js';
import { observe } from './observe.js';
import type { HookRun } from './runHook.js';
import { resolveInstances, type ResolvedInstance } from './resolveInstances.js';

/** What a workspace is before anything is asked of it. */
export interface Base {
  readonly catalog: Catalog;
  readonly graph: ComponentGraph;
  readonly selection: Selection;
  readonly runtime: Runtime;
  readonly runtimes: ChosenRuntimes;
  readonly processEnv: NodeJS.ProcessEnv;
  readonly now: () => Date;
  /** Knows the secrets of everything that was resolved. What leaves the engine passes it. */
  readonly redactor: Redactor;
  /** The same workspace with the runtimes as they are to be now: data may have moved. */
  readonly reread: () => Promise<Base>;
}

export interface Deadlines {
  /** Milliseconds that an init, clean or verify hook may take. */
  readonly hook: number;
  /** Milliseconds that a prep hook may take. */
  readonly build: number;
  /** Milliseconds that a backup or restore hook may take. */
  readonly transfer: number;
  /** Milliseconds to wait for another command that works on the same environment. */
  readonly lock: number;
}

/** The state of one request while it runs: the instances as resolved now, and where its events go. */
export class Session {
  readonly paths: EnvironmentPaths;
  /** When the request began: what it keeps of the configuration goes together. */
  readonly openedAt: Date;
  #resolved: ReadonlyMap<string, ResolvedInstance> = new Map();
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly base: Base,
    readonly emit: Emit,
    readonly signal: AbortSignal,
    readonly deadlines: Deadlines,
  ) {
    this.openedAt = base.now();
    this.paths = environmentPaths(base.catalog.root, base.selection.environment);
  }

  static async open(base: Base, emit: Emit, signal: AbortSignal, deadlines: Deadlines): Promise<Session> {
    // Every operation of a plan listens, and there may be hundreds.
    setMaxListeners(0, signal);
    const session = new Session(base, emit, signal, deadlines);
    await session.refresh();
    return session;
  }

  /** The same session for what must be finished although the request is interrupted. */
  uninterrupted(): Session {
    const session = new Session(this.base, this.emit, new AbortController().signal, this.deadlines);
    session.#resolved = this.#resolved;
    return session;
  }

  /** Resolves all variables again, after configuration or leases have changed. */
  async refresh(): Promise<void> {
    this.#resolved = await resolveInstances(this.base);
  }

  /** Every component of the catalog. */
  all(): Instance[] {
    return [...this.#resolved.values()].map(({ instance }) => instance);
  }

  instances(names: Iterable<string>): ResolvedInstance[] {
    return [...names].flatMap((name) => this.#resolved.get(name) ?? []);
  }

  resolved(name: string): ResolvedInstance {
    const found = this.#resolved.get(name);
    if (found === undefined) throw new Error(`no component ${name} in this catalog`);
    return found;
  }

  component(name: string): Component {
    return this.resolved(name).instance.component;
  }

  async observe(names: Iterable<string>, signal: AbortSignal = this.signal): Promise<Observation> {
    const { runtime, now, selection, processEnv } = this.base;
    const backups = (components: readonly string[]): ReturnType<typeof knownBackups> => knownBackups(this.base, components);
    return observe({
      instances: this.instances(names),
      configurationOf: selection.configurationOf,
      backups,
      runtime,
      processEnv,
      now,
      signal,
    });
  }

  /** What running a hook of an instance takes. `deadline` in milliseconds. */
  hookRun(instance: Instance, deadline: number, log: (line: string) => void): HookRun {
    return { instance, deadline, log, runtime: this.base.runtime, signal: this.signal, redactor: this.base.redactor };
  }

  /** Runs one at a time what touches files that all components share. */
  exclusively<T>(body: () => Promise<Result<T>>): Promise<Result<T>> {
    const next = this.#queue.then(body);
    this.#queue = next.catch(() => undefined);
    return next;
  }
}
