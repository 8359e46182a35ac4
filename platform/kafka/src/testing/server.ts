import { join } from 'node:path';
import { HookFailure, type ExecOptions, type ExecResult } from '@dust-workspace/component/hooks';
import type { Context } from '../withKafka.js';

/** The folder of the component. */
export const directory = join(import.meta.dirname, '../..');

/** A server of the component, with a volume of its own, whatever runs it. */
export abstract class Server {
  /** What hooks have said. */
  readonly lines: string[] = [];
  abstract readonly port: number;
  abstract readonly volume: string;

  abstract start(): Promise<void>;

  /** Ends it by force. */
  abstract kill(): Promise<void>;

  /** Ends it, and removes everything that belongs to it. */
  abstract dispose(): Promise<void>;

  /** Runs a command in the component's context. */
  abstract exec(line: readonly [string, ...string[]], options?: ExecOptions): Promise<ExecResult>;

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  context(overrides: Partial<Context> = {}): Context {
    return {
      component: 'kafka',
      environment: 'test',
      directory,
      env: { KAFKA_TOPICS: undefined, KAFKA_HEAP: '256m', KAFKA_GATEWAY: undefined },
      endpoint: () => ({ host: '127.0.0.1', port: this.port }),
      exec: (line, options) => this.exec(line, options),
      run: async (line, options) => {
        const result = await this.exec(line, options);
        if (result.exitCode === 0) return result.stdout;
        throw new HookFailure(`${line[0]} exited with ${result.exitCode}: ${result.stderr}`);
      },
      log: (line) => void this.lines.push(line),
      signal: new AbortController().signal,
      ...overrides,
    };
  }
}
