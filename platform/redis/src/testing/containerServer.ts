import { Writable } from 'node:stream';
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

  static async make(password?: string): Promise<ContainerServer> {
    return new ContainerServer(await ComponentContainer.make(directory, password === undefined ? {} : { REDIS_PASSWORD: password }));
  }

  static async started(password?: string): Promise<ContainerServer> {
    const server = await ContainerServer.make(password);
    await server.start();
    return server;
  }

  get port(): number {
    return this.container.ports['REDIS_PORT']!;
  }

  get password(): string | undefined {
    return this.container.variables['REDIS_PASSWORD'];
  }

  set password(password: string | undefined) {
    this.container.variables = password === undefined ? {} : { REDIS_PASSWORD: password };
  }

  get volume(): string {
    return this.container.volume;
  }

  async start(): Promise<void> {
    await this.container.start();
  }

  /** Starts it where it is expected to end at once. Returns its output. */
  async startInVain(): Promise<string[]> {
    await this.container.launch();
    await this.container.ended();
    return this.container.output();
  }

  kill(): Promise<void> {
    return this.container.kill();
  }

  dispose(): Promise<void> {
    return this.container.dispose();
  }

  async exec(line: readonly [string, ...string[]], options: ExecOptions = {}): Promise<ExecResult> {
    if (options.stdout !== undefined) return this.container.exec(line, options);
    const chunks: Buffer[] = [];
    const stdout = new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk);
        done();
      },
    });
    const result = await this.container.exec(line, { ...options, stdout });
    return { ...result, stdout: Buffer.concat(chunks).toString('latin1') };
  }
}
