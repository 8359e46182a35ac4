import { HookFailure, type ExecOptions, type ExecResult, type HookContext } from '@dust-workspace/component/hooks';
import type { Client } from 'pg';
import { withDatabase } from '../connect.js';
import { serverContext, type ServerManifest } from '../serverContext.js';
import { databaseArgument } from '../tools.js';
import type { TestedComponent } from './testedComponent.js';

/** A server of a component, with a volume of its own, whatever runs it. */
export abstract class Server {
  /** What hooks have said. */
  readonly lines: string[] = [];
  variables: Record<string, string>;
  abstract readonly port: number;
  abstract readonly volume: string;

  constructor(
    readonly component: TestedComponent,
    variables: Readonly<Record<string, string>> = {},
  ) {
    this.variables = {
      POSTGRES_USER: 'postgres',
      POSTGRES_PASSWORD: `it's a "secret" \\ $HOME`,
      ...component.defaults,
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

  /** Runs `body` with a connection as hooks have it: also where there is no psql. */
  connected<T>(body: (client: Client) => Promise<T>, database = 'postgres'): Promise<T> {
    return withDatabase(serverContext(this.context(), { port: this.component.port }), database, body);
  }

  /** What its hooks are given. */
  context<M extends ServerManifest = ServerManifest>(overrides: Partial<HookContext<M>> = {}): HookContext<M> {
    const context: HookContext<ServerManifest> = {
      component: this.component.name,
      environment: 'test',
      directory: this.component.directory,
      env: this.variables as unknown as ServerManifest['env'],
      endpoint: () => ({ host: '127.0.0.1', port: this.port }),
      exec: (command, options) => this.exec(command, options),
      run: async (command, options) => {
        const result = await this.exec(command, options);
        if (result.exitCode === 0) return result.stdout;
        throw new HookFailure(`${command[0]} exited with ${result.exitCode ?? result.signal ?? ''}: ${result.stderr.trim()}`);
      },
      log: (line) => void this.lines.push(line),
      signal: new AbortController().signal,
    };
    return { ...(context as unknown as HookContext<M>), ...overrides };
  }
}
