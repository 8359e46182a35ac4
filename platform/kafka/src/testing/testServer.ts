import { join } from 'node:path';
import { ComponentProcess } from '@dust-workspace/runtime/testing';
import { directory, Server } from './server.js';

/** Where `.ci/kafka` has put the distribution. */
export const { KAFKA_HOME: home } = process.env;

/** Why there is no server to test with, or nothing. */
export const noServer = home === undefined ? 'no KAFKA_HOME: see .ci/kafka' : undefined;

/** The component as a process. */
export class TestServer extends Server {
  private constructor(readonly process: ComponentProcess) {
    super(process);
  }

  static async make(): Promise<TestServer> {
    return new TestServer(await ComponentProcess.make(directory, { programs: home === undefined ? undefined : join(home, 'bin') }));
  }

  static async started(): Promise<TestServer> {
    const server = await TestServer.make();
    await server.start();
    return server;
  }
}
