import { HookFailure, type ExecOptions, type ExecResult, type HookContext, type ManifestTypes } from '@dust-workspace/component';
import type { ComponentRun } from './componentRun.js';

/** A server of a component, whatever runs it, and what its hooks are given. */
export abstract class ComponentServer {
  /** What hooks have said. */
  readonly lines: string[] = [];

  constructor(protected readonly run: ComponentRun) {}

  get volume(): string {
    return this.run.volume;
  }

  async start(): Promise<void> {
    await this.run.start();
  }

  kill(): Promise<void> {
    return this.run.kill();
  }

  dispose(): Promise<void> {
    return this.run.dispose();
  }

  exec(command: readonly [string, ...string[]], options: ExecOptions = {}): Promise<ExecResult> {
    return this.run.exec(command, options);
  }

  protected portOf(name: string): number {
    const port = this.run.ports[name];
    if (port === undefined) throw new Error(`${this.run.name} has no port ${name}`);
    return port;
  }

  /** What its hooks are given with these values of its variables. */
  protected contextWith<M extends ManifestTypes>(directory: string, env: M['env']): HookContext<M> {
    return {
      component: this.run.name,
      environment: 'test',
      directory,
      env,
      endpoint: (port) => ({ host: '127.0.0.1', port: this.portOf(port) }),
      exec: (command, options) => this.exec(command, options),
      run: async (command, options) => {
        const result = await this.exec(command, options);
        if (result.exitCode === 0) return result.stdout;
        throw new HookFailure(`${command[0]} exited with ${result.exitCode ?? result.signal ?? ''}: ${result.stderr.trim()}`);
      },
      log: (line) => void this.lines.push(line),
      signal: new AbortController().signal,
    };
  }
}
