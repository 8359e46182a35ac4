import { ComponentContainer, noContainerOf } from '@dust-workspace/runtime/testing';
import { directory, Server, variablesOf } from './server.js';

/** Why there can be no container here, or nothing. */
export const noContainer = await noContainerOf(directory);

/** The component as a container. */
export class ContainerServer extends Server {
  private constructor(readonly container: ComponentContainer) {
    super(container);
  }

  static async make(password?: string): Promise<ContainerServer> {
    return new ContainerServer(await ComponentContainer.make(directory, variablesOf(password)));
  }

  static async started(password?: string): Promise<ContainerServer> {
    const server = await ContainerServer.make(password);
    await server.start();
    return server;
  }

  /** Starts it where it is expected to end at once. Returns its output. */
  async startInVain(): Promise<string[]> {
    await this.container.launch();
    await this.container.ended();
    return this.container.output();
  }
}
