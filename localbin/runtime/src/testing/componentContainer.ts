import { cp, mkdir, mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Component, Diagnostic, ExecOptions, ExecResult, Result } from '@dust-workspace/component';
import { composeRuntime } from '../compose/composeRuntime.js';
import { imageOverride } from '../compose/resolvedService.js';
import type { Instance, Runtime } from '../runtime.js';
import { waitUntilReady } from '../waitUntilReady.js';
import { componentIn, defaultsOf, freePortsOf } from './componentIn.js';
import type { ComponentRun } from './componentRun.js';
import { engineForTests } from './engineForTests.js';
import { redactorOf } from './redactorOf.js';
import { linesOf } from './waiting.js';

const environment = 'test';

/**
 * A component of a workspace as a container made from its own compose file, with a volume, variables and a network of its own, below a
 * temporary folder. `COMPONENT_IMAGE` of this process chooses its image.
 */
export class ComponentContainer implements ComponentRun {
  variables: Record<string, string>;
  readonly #runtime = runtimeForTests();
  readonly #signal = new AbortController().signal;
  /** How many lines earlier containers have said. */
  #earlier = 0;

  private constructor(
    readonly component: Component,
    /** A workspace with nothing but this. */
    readonly workspace: string,
    readonly ports: Readonly<Record<string, number>>,
    variables: Readonly<Record<string, string>>,
  ) {
    this.variables = { ...variables };
  }

  /** `change` is given the folder of a copy of the component and may change what stands there. */
  static async make(
    directory: string,
    variables: Readonly<Record<string, string>> = {},
    change?: (directory: string) => Promise<void>,
  ): Promise<ComponentContainer> {
    const original = await componentIn(directory);
    const workspace = await realpath(await mkdtemp(join(tmpdir(), `${basename(directory)}-container-`)));
    const copy = join(workspace, 'platform', basename(directory));
    await mkdir(copy, { recursive: true });
    for (const part of ['compose', 'config', 'scripts'])
      if ((await stat(join(directory, part)).catch(() => undefined)) !== undefined)
        await cp(join(directory, part), join(copy, part), { recursive: true });
    await copySharedScripts(join(directory, '../..'), workspace);
    await change?.(copy);
    const component = { ...original, directory: copy };
    return new ComponentContainer(component, workspace, await freePortsOf(component), variables);
  }

  get name(): string {
    return this.component.name;
  }

  get volume(): string {
    return join(this.component.directory, 'volumes', environment);
  }

  /** Makes the folders and gets the image. */
  async prepare(): Promise<void> {
    const prepared = await this.prepared();
    if (!prepared.ok) throw new Error(messageOf(prepared.diagnostics));
  }

  /** As `prepare`, with what stands against it. */
  prepared(): Promise<Result<void>> {
    return this.#runtime.prepare(this.#instance, this.#signal);
  }

  /** Resolves when it is ready, with what is missing to it if it is degraded; throws with its output when it ends before that. */
  async start(): Promise<string | undefined> {
    await this.launch();
    const waited = await waitUntilReady(this.#runtime, this.#instance, { signal: this.#signal });
    if (waited.kind === 'ready') return waited.degraded;
    throw new Error(`${this.name} is ${waited.kind}: ${(await this.output()).join('\n')}`);
  }

  async launch(): Promise<void> {
    await this.prepare();
    await this.stop();
    this.#earlier = (await linesOf(this.#runtime, this.#instance)).length;
    const started = await this.#runtime.start(this.#instance, this.#signal);
    if (!started.ok) throw new Error(messageOf(started.diagnostics));
  }

  /** Resolves when it has ended by itself. */
  async ended(): Promise<void> {
    await this.#runtime.awaitEnd(this.#instance, this.#signal);
  }

  exec(command: readonly [string, ...string[]], options: ExecOptions = {}): Promise<ExecResult> {
    return this.#runtime.exec(this.#instance, command, { ...options, signal: this.#signal });
  }

  /** What it has said since it was launched. */
  async output(): Promise<string[]> {
    return (await linesOf(this.#runtime, this.#instance)).slice(this.#earlier);
  }

  /** Kills everything that runs in it. */
  async kill(): Promise<void> {
    await this.exec(['sh', '-c', 'kill -KILL -1']);
    await this.ended();
  }

  /** Ends and removes the container, and nothing of the data. */
  async stop(): Promise<void> {
    const stopped = await this.#runtime.stop(this.#instance, { onKill: () => undefined });
    if (!stopped.ok) throw new Error(messageOf(stopped.diagnostics));
  }

  async dispose(): Promise<void> {
    // Nobody needs what it would take time to put in order.
    await this.exec(['sh', '-c', 'kill -KILL -1']);
    await this.stop();
    await this.#runtime.tidy(this.#instance);
    await rm(this.workspace, { recursive: true, force: true });
  }

  get #instance(): Instance {
    const { component, workspace, ports, volume } = this;
    const { manifest, name } = component;
    const chosen = process.env[imageOverride(name)];
    const own = {
      ...defaultsOf(component),
      ...(chosen === undefined ? {} : { [imageOverride(name)]: chosen }),
      ...this.variables,
    };
    const hosts = Object.fromEntries(Object.keys(ports).map((port) => [port.replace(/_PORT$/, '_HOST'), '127.0.0.1']));
    const asText = (numbers: Readonly<Record<string, number>>): Record<string, string> =>
      Object.fromEntries(Object.entries(numbers).map(([port, number]) => [port, String(number)]));
    return {
      component,
      environment,
      runtime: 'compose',
      workspace,
      variables: { ...own, ...hosts, ...asText(ports) },
      inside: { ...own, ...hosts, ...asText(manifest.ports) },
      secrets: new Set(),
      redactor: redactorOf({}, []),
      ports,
      volume,
      runDirectory: join(workspace, 'env', environment, 'run', name),
    };
  }
}

/** What rooms offer to the containers of components, which mount it from beside these. */
async function copySharedScripts(from: string, to: string): Promise<void> {
  for (const room of await readdir(join(from, 'localbin')).catch((): string[] => [])) {
    const scripts = join('localbin', room, 'scripts');
    if ((await stat(join(from, scripts)).catch(() => undefined)) !== undefined)
      await cp(join(from, scripts), join(to, scripts), { recursive: true });
  }
}

/** Why a component cannot be tried in a container here, if it cannot: no engine answers, or its image is neither here nor to be had. */
export async function noContainerOf(directory: string): Promise<string | undefined> {
  const engine = await engineForTests();
  if (typeof engine === 'string') return engine;
  const container = await ComponentContainer.make(directory);
  try {
    const prepared = await container.prepared();
    return prepared.ok || prepared.diagnostics.every(({ code }) => ownFaults.includes(code)) ? undefined : messageOf(prepared.diagnostics);
  } finally {
    await container.dispose();
  }
}

/** What is wrong with the definition of a component, rather than missing on this machine: trying it is to fail. */
const ownFaults = ['volume-unmounted', 'bind-missing'];

function runtimeForTests(): Runtime {
  const { DSW_REGISTRY: registry } = process.env;
  return composeRuntime({ processEnv: process.env, ...(registry === undefined ? {} : { registry }) });
}

function messageOf(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(({ message }) => message).join('; ');
}
