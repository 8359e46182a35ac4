import { join } from 'node:path';
import { HookFailure, type ExecOptions, type ExecResult } from '@dust-workspace/component/hooks';
import type { Context } from '../connect.js';
import { databaseArgument } from '../tools.js';

/** The folder of the component. */
export const directory = join(import.meta.dirname, '../..');

/** A server of the component, with a volume of its own, whatever runs it. */
export abstract class Server {
  /** What hooks have said. */
  readonly lines: string[] = [];
  variables: Record<string, string>;
  abstract readonly port: number;
  abstract readonly volume: string;

  constructor(variables: Readonly<Record<string, string>> = {}) {
    this.variables = {
      POSTGRES_USER: 'postgres',
      POSTGRES_PASSWORD: `it's a "secret" \\ $HOME`,
      POSTGRES_DB: 'metrics',
      TIMESCALE_EXTENSION: 'optional',
      ...variables,
    };
  }

  /** Resolves when it is ready, with what its probe said. */
  abstract start(): Promise<string>;

  abstract end(): Promise<void>;

  /** Ends it, and removes everything that belongs to it. */
  abstract dispose(): Promise<void>;

  /** Runs a command in the component's context. */
  abstract exec(command: readonly [string, ...string[]], options?: ExecOptions): Promise<ExecResult>;

  /** Runs SQL with psql as POSTGRES_USER and returns its plain output. */
  async sql(database: string, statements: string): Promise<string> {
    const { POSTGRES_USER: PGUSER = '', POSTGRES_PASSWORD: PGPASSWORD = '' } = this.variables;
    return this.context().run(
      ['psql', '--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '-v', 'ON_ERROR_STOP=1', databaseArgument(database)],
      { stdin: statements, env: { PGUSER, PGPASSWORD } },
    );
  }

  context(overrides: Partial<Context> = {}): Context {
    const { variables } = this;
    return {
      component: 'timescale',
      environment: 'test',
      directory,
      env: {
        POSTGRES_USER: variables.POSTGRES_USER!,
        POSTGRES_PASSWORD: variables.POSTGRES_PASSWORD!,
        POSTGRES_DB: variables.POSTGRES_DB!,
        POSTGRES_VERSION: undefined,
        TIMESCALE_EXTENSION: variables.TIMESCALE_EXTENSION as 'optional' | 'required',
      },
      endpoint: () => ({ host: '127.0.0.1', port: this.port }),
      exec: (command, options) => this.exec(command, options),
      run: async (command, options) => {
        const result = await this.exec(command, options);
        if (result.exitCode === 0) return result.stdout;
        throw new HookFailure(`${command[0]} exited with ${result.exitCode ?? result.signal ?? ''}: ${result.stderr.trim()}`);
      },
      log: (line) => void this.lines.push(line),
      signal: new AbortController().signal,
      ...overrides,
    };
  }
}
