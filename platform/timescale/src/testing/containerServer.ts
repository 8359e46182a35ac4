import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { ExecOptions, ExecResult } from '@dust-workspace/component/hooks';
import { ComponentContainer, noContainerOf } from '@dust-workspace/runtime/testing';
import { directory, Server } from './server.js';

/** Why there can be no container here, or nothing. */
export const noContainer = await noContainerOf(directory);

/** The component as a container, made by the compose driver from its compose file. */
export class ContainerServer extends Server {
  private constructor(
    readonly container: ComponentContainer,
    variables: Readonly<Record<string, string>>,
  ) {
    super(variables);
  }

  static async make(
    variables: Readonly<Record<string, string>> = {},
    change?: (directory: string) => Promise<void>,
  ): Promise<ContainerServer> {
    return new ContainerServer(await ComponentContainer.make(directory, {}, change), variables);
  }

  /** One that has data already: made once for all tests of a file, and copied. */
  static async started(): Promise<ContainerServer> {
    template ??= makeTemplate();
    const server = await ContainerServer.make();
    await server.container.prepare();
    execFileSync('cp', ['-a', join((await template).volume, 'data'), server.volume]);
    await server.start();
    return server;
  }

  get port(): number {
    return this.container.ports['TIMESCALE_PORT']!;
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

let template: Promise<ContainerServer> | undefined;

async function makeTemplate(): Promise<ContainerServer> {
  const server = await ContainerServer.make();
  await server.start();
  await server.end();
  return server;
}

afterAll(async () => (await template)?.dispose());
