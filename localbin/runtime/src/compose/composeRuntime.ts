import { isDeepStrictEqual } from 'node:util';
import { fail, ok, problem, type Diagnostic, type ExecResult, type Result } from '@dust-workspace/component';
import { keepEnd } from '../keepEnd.js';
import type { FolderOwner } from '../operatingFolders.js';
import { removeInstance } from '../removeInstance.js';
import { learnFromEnvironment } from '../runningSecrets.js';
import type { AttachOptions, CommandOptions, Instance, Outdated, Place, Runtime, RuntimeState } from '../runtime.js';
import { attachInContainer } from './attach.js';
import { findCompose } from './composeProgram.js';
import { checkOf, ownContainer, ownContainers, stateOfContainer, type OwnContainer } from './containers.js';
import { containerUser } from './containerUser.js';
import { createContainers, type ComposeWorld } from './create.js';
import { demultiplex } from './demultiplex.js';
import { connectEngine, type Engine } from './engine.js';
import { engineProblem, isConnectionError, messageOf, statusOf } from './engineProblem.js';
import { executeInContainer, interrupted } from './execute.js';
import { placeFilter } from './labels.js';
import { endMarked, isRunnerAlive, marksIn } from './marks.js';
import { inOneOff, removeAbandoned } from './oneOff.js';
import { openOutput } from './openOutput.js';
import { prepareService } from './prepare.js';
import { readOutput, savedOutput } from './readOutput.js';
import { explainRefusal } from './refusal.js';
import { resolveService, type ResolvedService } from './resolvedService.js';
import { hasTerminal } from './seat.js';
import { startService } from './start.js';
import { discardContainer, stopInstance } from './stop.js';
import { imageIds, surveyService } from './survey.js';
import { waitForEnd } from './waitForEnd.js';

export interface ComposeRuntimeOptions {
  /** The environment of whoever runs the command: it says where the engine is. */
  readonly processEnv: NodeJS.ProcessEnv;
  /** Prefix for images of Docker Hub: DSW_REGISTRY. */
  readonly registry?: string;
  /** Effective user and group of whoever runs the command; those of this process by default. */
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Components as containers. Compose makes them, from generated files that hold no values; the Engine API observes, starts and stops them, runs commands in
 * them and reads what they say. There is a container exactly while its component runs, or has ended by itself.
 */
export function composeRuntime(options: ComposeRuntimeOptions): Runtime {
  const { uid = process.geteuid?.() ?? -1, gid = process.getegid?.() ?? -1 } = options;
  return new ComposeRuntime(options, { uid, gid });
}

class ComposeRuntime implements Runtime {
  readonly name = 'compose';
  #engine: Promise<Result<Engine>> | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  /** Containers by instance, as they were last seen: a command in one of them need not look for it again. */
  readonly #seen = new Map<string, OwnContainer>();

  /** When the own checks of containers last passed that were run here, by container: milliseconds since 1970. */
  readonly #passed = new Map<string, number>();

  constructor(
    readonly options: ComposeRuntimeOptions,
    readonly invoker: FolderOwner,
  ) {}

  prepare(instance: Instance, signal: AbortSignal, onProgress: (message: string) => void = () => undefined): Promise<Result<void>> {
    return this.#changing(instance, 'prepare', async (world, service) => {
      const user = await containerUser(instance.workspace, this.invoker, world.engine.rootless);
      return prepareService(service, { world, user, invoker: this.invoker, signal, onProgress });
    });
  }

  async observe(instances: readonly Instance[]): Promise<ReadonlyMap<string, RuntimeState>> {
    const states = new Map<string, RuntimeState>();
    if (instances.length === 0) return states;
    const engine = await this.#connect();
    if (!engine.ok) return unknownFor(instances, engine.diagnostics);
    for (const group of byPlace(instances)) {
      try {
        const containers = await ownContainers(engine.value.docker, group.place, namesOf(group.instances));
        for (const instance of group.instances) {
          const container = containers.get(instance.component.name);
          if (container !== undefined) learnFromEnvironment(instance, container.details.Config.Env);
          this.#remember(instance, container);
          states.set(instance.component.name, await this.#stateOf(engine.value, instance, container));
        }
      } catch (error) {
        if (!isConnectionError(error) && statusOf(error) === undefined) throw error;
        this.#engine = undefined;
        for (const [name, state] of unknownFor(group.instances, [engineProblem(error, engine.value.address)])) states.set(name, state);
      }
    }
    return new Map(instances.map(({ component: { name } }) => [name, states.get(name) ?? { kind: 'stopped' }]));
  }

  async survey(instances: readonly Instance[]): Promise<ReadonlyMap<string, Outdated>> {
    const engine = await this.#connect();
    if (!engine.ok) return new Map();
    const idOf = imageIds(engine.value.docker);
    const found = await Promise.all(
      instances.map(async (instance): Promise<[string, Outdated]> => {
        const service = await this.#resolve(engine.value, instance);
        const container = this.#seen.get(instance.runDirectory);
        if (!service.ok) return [instance.component.name, { invalid: service.diagnostics }];
        return [instance.component.name, await surveyService(idOf, service.value, container)];
      }),
    );
    return new Map(found);
  }

  async anticipate(instances: readonly Instance[], signal: AbortSignal): Promise<void> {
    const world = await this.#world();
    if (!world.ok) return;
    await this.#anticipateIn(world.value, instances, signal).catch((error: unknown) => {
      // Each start says so itself.
      if (!isConnectionError(error) && statusOf(error) === undefined) throw error;
    });
  }

  async #anticipateIn(world: ComposeWorld, instances: readonly Instance[], signal: AbortSignal): Promise<void> {
    for (const { place, instances: those } of byPlace(instances)) {
      const there = await ownContainers(world.engine.docker, place, namesOf(those));
      const missing = those.filter(({ component }) => !there.has(component.name));
      const services = await Promise.all(missing.map((instance) => this.#resolve(world.engine, instance)));
      const sound = services.flatMap((service) => (service.ok ? [service.value] : []));
      // One alone is made by its own start as quickly.
      if (sound.length > 1) await createContainers(world, sound, signal);
    }
  }

  start(instance: Instance, signal: AbortSignal): Promise<Result<void>> {
    this.#seen.delete(instance.runDirectory);
    return this.#changing(instance, 'start', (world, service) => startService(world, service, signal));
  }

  async awaitEnd(instance: Instance, signal: AbortSignal): Promise<string | undefined> {
    const engine = await this.#connect();
    if (!engine.ok) return reasonOf(engine);
    const container = await this.#containerOf(engine.value, instance);
    if (container === undefined) return 'its container is gone';
    try {
      const code = await waitForEnd(engine.value.docker, container.id, signal);
      const said = await lastLineOf(engine.value.docker, container.id, instance);
      const now = await ownContainer(engine.value.docker, instance);
      // Where the engine starts it again by itself, the status is that of nothing or of the next attempt.
      const again = now?.details.State.Restarting === true || now?.details.State.Running === true;
      const how = again ? 'ended, and the engine started it again' : `exited with code ${code}`;
      return `${how}${said === undefined ? '' : `: ${said.slice(0, 200)}`}`;
    } catch (error) {
      if (signal.aborted) return undefined;
      if (statusOf(error) === 404) return 'its container was removed';
      return engineProblem(error, engine.value.address).message;
    }
  }

  async stop(instance: Instance, progress: { onKill(): void }): Promise<Result<void>> {
    this.#seen.delete(instance.runDirectory);
    return this.#asking(`stop ${instance.component.name}`, async (found) => {
      await stopInstance(found, instance, progress, this.invoker);
      return ok();
    });
  }

  async exec(instance: Instance, command: readonly [string, ...string[]], options: CommandOptions): Promise<ExecResult> {
    const engine = await this.#connect();
    if (!engine.ok) return notRun(126, reasonOf(engine));
    const { docker, address } = engine.value;
    try {
      const result = await this.#inContext(engine.value, instance, options, async (container, own) => {
        const ended = await executeInContainer({ docker, container, command, variables: instance.inside }, options);
        if (own !== undefined && isDeepStrictEqual(command, checkOf(own))) this.#note(own, ended);
        return ended;
      });
      if (result.ok) return result.value;
      return options.signal.aborted ? interrupted : notRun(126, inWords(result.diagnostics));
    } catch (error) {
      if (isConnectionError(error)) return notRun(126, engineProblem(error, address).message);
      if (statusOf(error) === undefined) throw error;
      return explainRefusal(command[0], messageOf(error));
    }
  }

  async attach(instance: Instance, command: readonly [string, ...string[]], options: AttachOptions): Promise<Result<number>> {
    const engine = await this.#connect();
    if (!engine.ok) return engine;
    const { docker, address } = engine.value;
    const variables = { ...(hasTerminal(options) ? { TERM: this.options.processEnv['TERM'] ?? 'dumb' } : {}), ...instance.inside };
    try {
      return await this.#inContext(engine.value, instance, { signal: options.signal, whileStopped: true }, (container) =>
        attachInContainer({ docker, container, command, variables }, options),
      );
    } catch (error) {
      if (!isConnectionError(error) && statusOf(error) === undefined) throw error;
      return fail(engineProblem(error, address, `run a command of ${instance.component.name}`));
    }
  }

  async healthCheck(instance: Instance): ReturnType<Runtime['healthCheck']> {
    const engine = await this.#connect();
    const container = engine.ok ? await this.#containerOf(engine.value, instance) : undefined;
    const command = container === undefined ? undefined : checkOf(container);
    return command === undefined ? undefined : { command };
  }

  async endAbandoned(instances: readonly Instance[]): Promise<void> {
    const engine = await this.#connect();
    if (!engine.ok) return;
    const { docker } = engine.value;
    for (const { place, instances: those } of byPlace(instances)) {
      await removeAbandoned(docker, place, namesOf(those));
      for (const { id, details } of (await ownContainers(docker, place, namesOf(those))).values()) {
        // The engine knows whether any command runs there at all, but not whose.
        if (!details.State.Running || (details.ExecIDs ?? []).length === 0) continue;
        const abandoned = (await marksIn(docker, id)).filter((mark) => !isRunnerAlive(mark));
        for (const mark of abandoned) await endMarked(docker, id, mark, 'KILL');
      }
    }
  }

  async *logs(instance: Instance, options: Parameters<Runtime['logs']>[1]): AsyncGenerator<string> {
    const engine = await this.#connect();
    if (!engine.ok) {
      yield* savedOutput(instance, options);
      yield `(${reasonOf(engine)})`;
      return;
    }
    try {
      yield* readOutput(engine.value, instance, options);
    } catch (error) {
      if (!isConnectionError(error)) throw error;
      yield `(${engineProblem(error, engine.value.address).message})`;
    }
  }

  async remove(instance: Instance): Promise<Result<void>> {
    const ended = await this.#asking(`remove ${instance.component.name}`, async ({ docker }) => {
      const container = await ownContainer(docker, instance);
      if (container !== undefined && !container.details.State.Running) await discardContainer(docker, container, instance);
      return ok();
    });
    return ended.ok ? removeInstance(instance, (instances) => this.observe(instances)) : ended;
  }

  async tidy(place: Place): Promise<void> {
    const engine = await this.#connect();
    if (!engine.ok) return;
    const { docker } = engine.value;
    const filters = placeFilter(place);
    if ((await docker.listContainers({ all: true, filters })).length > 0) return;
    for (const { Id } of await docker.listNetworks({ filters }))
      await docker
        .getNetwork(Id)
        .remove()
        // Somebody else's container may be in it.
        .catch(() => undefined);
  }

  readonly #alone = <T>(body: () => Promise<T>): Promise<T> => {
    const next = this.#queue.then(body);
    this.#queue = next.catch(() => undefined);
    return next;
  };

  #connect(): Promise<Result<Engine>> {
    this.#engine ??= connectEngine({ processEnv: this.options.processEnv, uid: this.invoker.uid });
    return this.#engine;
  }

  async #world(): Promise<Result<ComposeWorld>> {
    const [engine, compose] = await Promise.all([this.#connect(), findCompose(this.options.processEnv)]);
    if (!engine.ok) return engine;
    if (!compose.ok) return compose;
    return ok({ engine: engine.value, compose: compose.value, processEnv: this.options.processEnv, alone: this.#alone });
  }

  async #resolve(engine: Engine, instance: Instance): Promise<Result<ResolvedService>> {
    const user = await containerUser(instance.workspace, this.invoker, engine.rootless);
    const { registry, processEnv } = this.options;
    return resolveService(instance, { user, home: processEnv['HOME'] ?? '', ...(registry === undefined ? {} : { registry }) });
  }

  /** For what needs Compose and the service as it is to be now. */
  async #changing(
    instance: Instance,
    doing: string,
    body: (world: ComposeWorld, service: ResolvedService) => Promise<Result<void>>,
  ): Promise<Result<void>> {
    const world = await this.#world();
    if (!world.ok) return world;
    const service = await this.#resolve(world.value.engine, instance);
    if (!service.ok) return service;
    return this.#asking(`${doing} ${instance.component.name}`, () => body(world.value, service.value));
  }

  /** What the engine answers with an error, or does not answer at all, becomes a diagnostic. */
  async #asking(doing: string, body: (engine: Engine) => Promise<Result<void>>): Promise<Result<void>> {
    const engine = await this.#connect();
    if (!engine.ok) return engine;
    try {
      return await body(engine.value);
    } catch (error) {
      if (!isConnectionError(error) && statusOf(error) === undefined) throw error;
      this.#engine = undefined;
      return fail(engineProblem(error, engine.value.address, doing));
    }
  }

  async #containerOf(engine: Engine, instance: Instance): Promise<OwnContainer | undefined> {
    const known = this.#seen.get(instance.runDirectory);
    if (known !== undefined) return known;
    const container = await ownContainer(engine.docker, instance).catch(() => undefined);
    this.#remember(instance, container?.details.State.Running === true ? container : undefined);
    return container;
  }

  /** Where a command of an instance runs: in its container, else, where that is wanted, in one that is made for the command. */
  async #inContext<T>(
    engine: Engine,
    instance: Instance,
    { signal, whileStopped = false }: Pick<CommandOptions, 'signal' | 'whileStopped'>,
    body: (container: string, own?: OwnContainer) => Promise<T>,
  ): Promise<Result<T>> {
    try {
      const own = await this.#containerOf(engine, instance);
      if (own !== undefined) return ok(await body(own.id, own));
    } catch (error) {
      this.#seen.delete(instance.runDirectory);
      if (!isDown(error)) throw error;
    }
    if (!whileStopped) return fail(problem('not-running', `${instance.component.name} does not run`));
    const world = await this.#world();
    if (!world.ok) return world;
    const service = await this.#resolve(world.value.engine, instance);
    if (!service.ok) return service;
    return inOneOff({ world: world.value, service: service.value, invoker: this.invoker, signal }, (container) => body(container));
  }

  /** Its own check was run by us, and it passed: until the engine has run it, that is as good as the engine's word. */
  #note({ id }: OwnContainer, { exitCode, stdout }: ExecResult): void {
    if (exitCode === 0 && !/^degraded:/m.test(stdout)) this.#passed.set(id, Date.now());
    else this.#passed.delete(id);
  }

  #remember(instance: Instance, container: OwnContainer | undefined): void {
    if (container === undefined) this.#seen.delete(instance.runDirectory);
    else this.#seen.set(instance.runDirectory, container);
  }

  #stateOf({ docker }: Engine, instance: Instance, container: OwnContainer | undefined): Promise<RuntimeState> {
    if (instance.component.manifest.runtimes.compose === undefined && container === undefined)
      return Promise.resolve({ kind: 'unavailable', reason: 'has no compose runtime' });
    if (container === undefined) return Promise.resolve({ kind: 'stopped' });
    const passed = this.#passed.get(container.id);
    return stateOfContainer(
      container,
      () => lastLineOf(docker, container.id, instance),
      passed === undefined ? undefined : { passed, now: Date.now() },
    );
  }
}

function unknownFor(instances: readonly Instance[], diagnostics: readonly Diagnostic[]): Map<string, RuntimeState> {
  const reason = diagnostics.map(({ message }) => message).join('; ');
  const remedy = diagnostics.find((diagnostic) => diagnostic.remedy !== undefined)?.remedy;
  return new Map(
    instances.map(({ component }) => [component.name, { kind: 'unknown', reason, ...(remedy === undefined ? {} : { remedy }) }]),
  );
}

/** Whether there is no container in which a command could run: it has ended, or is about to be started again. */
function isDown(error: unknown): boolean {
  return statusOf(error) !== undefined && /is not running|is restarting|container state improper|no such container/i.test(messageOf(error));
}

function inWords(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(({ message, remedy }) => (remedy === undefined ? message : `${message}\n  ${remedy}`)).join('\n');
}

function reasonOf(result: Result<unknown>): string {
  return result.ok ? '' : result.diagnostics.map(({ message }) => message).join('; ');
}

function byPlace(instances: readonly Instance[]): { readonly place: Place; readonly instances: Instance[] }[] {
  const groups = new Map<string, { place: Place; instances: Instance[] }>();
  for (const instance of instances) {
    const { workspace, environment } = instance;
    const key = `${workspace}\0${environment}`;
    const group = groups.get(key) ?? { place: { workspace, environment }, instances: [] };
    group.instances.push(instance);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function namesOf(instances: readonly Instance[]): ReadonlySet<string> {
  return new Set(instances.map(({ component }) => component.name));
}

function notRun(exitCode: number, reason: string): ExecResult {
  return { exitCode, signal: null, stdout: '', stderr: `${reason}\n` };
}

async function lastLineOf(docker: Engine['docker'], container: string, { redactor }: Instance): Promise<string | undefined> {
  const end = keepEnd(64 * 1024);
  try {
    const stream = await openOutput(docker, container, { follow: false, tail: 5 });
    await demultiplex(stream, { stdout: (chunk) => end.add(chunk), stderr: (chunk) => end.add(chunk) });
  } catch {
    return undefined;
  }
  return redactor
    .redact(end.text())
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1);
}
