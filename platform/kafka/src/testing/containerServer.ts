import type { ExecOptions, ExecResult } from '@dust-workspace/component/hooks';
import { ComponentContainer, noContainerOf } from '@dust-workspace/runtime/testing';
import { directory, Server } from './server.js';

/** Why there can be no container here, or nothing. */
export const noContainer = await noContainerOf(directory);

/** The component as a container, made by the compose driver from its compose file. */
export class ContainerServer extends Server {
  private constructor(readonly container: ComponentContainer) {
    super();
  }

  static async started(): Promise<ContainerServer> {
    const server = new ContainerServer(await ComponentContainer.make(directory));
    await server.start();
    return server;
  }

  get port(): number {
    return this.container.ports['KAFKA_PORT']!;
  }

  get volume(): string {
    return this.container.volume;
  }

  async start(): Promise<void> {
    await this.container.start();
  }

  kill(): Promise<void> {
    return this.container.kill();
  }

  dispose(): Promise<void> {
    return this.container.dispose();
  }

  exec(line: readonly [string, ...string[]], options: ExecOptions = {}): Promise<ExecResult> {
    return this.container.exec(line, options);
  }
}
