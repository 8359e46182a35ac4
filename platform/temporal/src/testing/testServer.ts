import { spawnSync } from 'node:child_process';
import { ComponentProcess } from '@dust-workspace/runtime/testing';
import { directory, Server } from './server.js';

const missing = ['temporal', 'sqlite3'].filter((program) => spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status !== 0);

/** What the tests lack here, if anything. */
export const lacking = missing.length === 0 ? undefined : `${missing.join(' and ')} not installed: .ci/temporal`;

/** The component as a process. */
export class TestServer extends Server {
  private constructor(readonly process: ComponentProcess) {
    super(process);
  }

  static async make(): Promise<TestServer> {
    return new TestServer(await ComponentProcess.make(directory));
  }

  static async started(): Promise<TestServer> {
    const server = await TestServer.make();
    await server.start();
    return server;
  }
}
