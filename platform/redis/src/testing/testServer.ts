import { spawnSync } from 'node:child_process';
import { ComponentProcess } from '@dust-workspace/runtime/testing';
import { directory, Server, variablesOf } from './server.js';

/** Whether there is a server to test with. */
export const installed = spawnSync('sh', ['-c', 'command -v redis-server || command -v valkey-server'], { stdio: 'ignore' }).status === 0;

/** The component as a process. */
export class TestServer extends Server {
  private constructor(readonly process: ComponentProcess) {
    super(process);
  }

  static async make(password?: string): Promise<TestServer> {
    return new TestServer(await ComponentProcess.make(directory, { variables: variablesOf(password) }));
  }

  static async started(password?: string): Promise<TestServer> {
    const server = await TestServer.make(password);
    await server.start();
    return server;
  }

  /** Ends the server that runs beside this one by force. */
  killSecond(): void {
    for (const { pid, line } of this.process.others)
      if (/-server( |$)/.test(line) && !line.includes('second.sh')) process.kill(pid, 'SIGKILL');
  }
}
