import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { ExecOptions, ExecResult } from '@dust-workspace/component/hooks';
import { ComponentContainer } from '@dust-workspace/runtime/testing';
import { Server } from './server.js';
import type { TestedComponent } from './testedComponent.js';

export interface ContainerOptions {
  readonly variables?: Readonly<Record<string, string>>;
  /** Is given the folder of a copy of the component and may change what stands there. */
  readonly change?: (directory: string) => Promise<void>;
}

/** A component as a container, made by the compose driver from its compose file. */
export class ContainerServer extends Server {
  private constructor(
    component: TestedComponent,
    readonly container: ComponentContainer,
    variables: Readonly<Record<string, string>>,
  ) {
    super(component, variables);
  }

  static async make(component: TestedComponent, { variables = {}, change }: ContainerOptions = {}): Promise<ContainerServer> {
    return new ContainerServer(component, await ComponentContainer.make(component.directory, {}, change), variables);
  }

  /** One that has data already: made once for all tests of a file, and copied. */
  static async started(component: TestedComponent): Promise<ContainerServer> {
    const template = templates.get(component.name) ?? makeTemplate(component);
    templates.set(component.name, template);
    const server = await ContainerServer.make(component);
    await server.container.prepare();
    execFileSync('cp', ['-a', join((await template).volume, 'data'), server.volume]);
    await server.start();
    return server;
  }

  get port(): number {
    return this.container.ports[this.component.port]!;
  }

  get volume(): string {
    return this.container.volume;
  }

  async start(): Promise<string> {
    this.container.variables = this.variables;
    const degraded = await this.container.start();
    return degraded === undefined ? '' : `degraded: ${degraded}`;
  }

  /** Starts it where it is expected to end at once. Returns its output. */
  async startInVain(): Promise<string[]> {
    this.container.variables = this.variables;
    await this.container.launch();
    await this.container.ended();
    return this.container.output();
  }

  end(): Promise<void> {
    return this.container.stop();
  }

  dispose(): Promise<void> {
    return this.container.dispose();
  }

  exec(command: readonly [string, ...string[]], options: ExecOptions = {}): Promise<ExecResult> {
    return this.container.exec(command, options);
  }
}

const templates = new Map<string, Promise<ContainerServer>>();

async function makeTemplate(component: TestedComponent): Promise<ContainerServer> {
  const server = await ContainerServer.make(component);
  await server.start();
  await server.end();
  return server;
}

afterAll(async () => {
  for (const template of templates.values()) await (await template).dispose();
});
