import { ComponentContainer, noContainerOf } from '@dust-workspace/runtime/testing';
import { directory, Server } from './server.js';

/** Why there can be no container here, or nothing. */
export const noContainer = await noContainerOf(directory);

/** The component as a container. */
export class ContainerServer extends Server {
  private constructor(readonly container: ComponentContainer) {
    super(container);
  }

  static async started(): Promise<ContainerServer> {
    const server = new ContainerServer(await ComponentContainer.make(directory));
    await server.start();
    return server;
  }
}
