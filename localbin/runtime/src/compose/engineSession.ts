import { fail, ok, type Result } from '@dust-workspace/component';
import type { FolderOwner } from '../operatingFolders.js';
import type { Instance } from '../runtime.js';
import { findCompose } from './composeProgram.js';
import { containerUser } from './containerUser.js';
import type { ComposeWorld } from './create.js';
import { connectEngine, type Engine } from './engine.js';
import { engineProblem, isConnectionError, statusOf } from './engineProblem.js';
import { resolveService, type ResolvedService } from './resolvedService.js';
import { SeenContainers } from './seenContainers.js';

export interface ComposeRuntimeOptions {
  /** The environment of whoever runs the command: it says where the engine is. */
  readonly processEnv: NodeJS.ProcessEnv;
  /** Prefix for images of Docker Hub: DSW_REGISTRY. */
  readonly registry?: string;
  /** Effective user and group of whoever runs the command; those of this process by default. */
  readonly uid?: number;
  readonly gid?: number;
}

/** The engine of one command: found when it is first needed, and looked for again after it did not answer. */
export class EngineSession {
  readonly processEnv: NodeJS.ProcessEnv;
  readonly invoker: FolderOwner;
  readonly seen = new SeenContainers();
  readonly #registry: string | undefined;
  #engine: Promise<Result<Engine>> | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor({ processEnv, registry, uid = process.geteuid?.() ?? -1, gid = process.getegid?.() ?? -1 }: ComposeRuntimeOptions) {
    this.processEnv = processEnv;
    this.invoker = { uid, gid };
    this.#registry = registry;
  }

  connect(): Promise<Result<Engine>> {
    this.#engine ??= connectEngine({ processEnv: this.processEnv, uid: this.invoker.uid });
    return this.#engine;
  }

  /** With Compose. */
  async world(): Promise<Result<ComposeWorld>> {
    const [engine, compose] = await Promise.all([this.connect(), findCompose(this.processEnv)]);
    if (!engine.ok) return engine;
    if (!compose.ok) return compose;
    return ok({ engine: engine.value, compose: compose.value, processEnv: this.processEnv, alone: this.#alone });
  }

  /** The service of an instance as it is to be now. */
  async resolve(engine: Engine, instance: Instance): Promise<Result<ResolvedService>> {
    const user = await containerUser(instance.workspace, this.invoker, engine.rootless);
    const home = this.processEnv['HOME'] ?? '';
    return resolveService(instance, { user, home, ...(this.#registry === undefined ? {} : { registry: this.#registry }) });
  }

  /** For what needs Compose and the service as it is to be now. */
  async changing(
    instance: Instance,
    doing: string,
    body: (world: ComposeWorld, service: ResolvedService) => Promise<Result<void>>,
  ): Promise<Result<void>> {
    const world = await this.world();
    if (!world.ok) return world;
    const service = await this.resolve(world.value.engine, instance);
    if (!service.ok) return service;
    return this.asking(`${doing} ${instance.component.name}`, () => body(world.value, service.value));
  }

  /** What the engine answers with an error, or does not answer at all, becomes a diagnostic. */
  async asking<T>(doing: string | undefined, body: (engine: Engine) => Promise<Result<T>>): Promise<Result<T>> {
    const engine = await this.connect();
    if (!engine.ok) return engine;
    try {
      return await body(engine.value);
    } catch (error) {
      if (!isConnectionError(error) && statusOf(error) === undefined) throw error;
      this.#engine = undefined;
      return fail(engineProblem(error, engine.value.address, doing));
    }
  }

  readonly #alone = <T>(body: () => Promise<T>): Promise<T> => {
    const next = this.#queue.then(body);
    this.#queue = next.catch(() => undefined);
    return next;
  };
}
