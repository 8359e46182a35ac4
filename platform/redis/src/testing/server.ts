import { join } from 'node:path';
import { HookFailure, type ExecOptions, type ExecResult } from '@dust-workspace/component/hooks';
import { command, redisCli, type Context } from '../redisCli.js';

/** The folder of the component. */
export const directory = join(import.meta.dirname, '../..');

/** A server of the component, with a volume of its own, whatever runs it. */
export abstract class Server {
  /** What hooks have said. */
  readonly lines: string[] = [];
  abstract readonly port: number;
  abstract readonly password: string | undefined;
  abstract readonly volume: string;

  abstract start(): Promise<void>;

  /** Ends it by force. */
  abstract kill(): Promise<void>;

  /** Ends it, and removes everything that belongs to it. */
  abstract dispose(): Promise<void>;

  /** Runs a command in the component's context. Its output is taken as it is, byte by byte. */
  abstract exec(line: readonly [string, ...string[]], options?: ExecOptions): Promise<ExecResult>;

  command(line: string): Promise<string> {
    return command(this.context(), line);
  }

  /** Runs a Lua script in one database. */
  async script(lua: string, database: number): Promise<string> {
    return (await redisCli(this.context(), ['-n', `${database}`, 'eval', lua, '0'])).stdout.trim();
  }

  context(overrides: Partial<Context> = {}): Context {
    return {
      component: 'redis',
      environment: 'test',
      directory,
      env: { REDIS_PASSWORD: this.password },
      endpoint: () => ({ host: '127.0.0.1', port: this.port }),
      exec: (line, options) => this.exec(line, options),
      run: async (line, options) => {
        const result = await this.exec(line, options);
        if (result.exitCode === 0) return result.stdout;
        throw new HookFailure(result.stderr);
      },
      log: (line) => void this.lines.push(line),
      signal: new AbortController().signal,
      ...overrides,
    };
  }
}
