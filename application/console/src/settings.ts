import { join } from 'node:path';
import { fail, ok, parseDuration, problem, type Result } from '@dust-workspace/component';
import { canBeHeld } from './token.js';

export interface DatabaseSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly name: string;
}

export interface Settings {
  /** Absolute path of the workspace that is shown. */
  readonly workspace: string;
  readonly environment: string;
  readonly port: number;
  /** Milliseconds. */
  readonly sampleEvery: number;
  /** Absolute path of the folder in which the environment's commands and components leave their traces. */
  readonly runFolder: string;
  /** The name of the console's own component. */
  readonly self: string;
  /** What a change takes. Undefined: nothing can be changed. */
  readonly token: string | undefined;
  /** Undefined: samples stay in memory. */
  readonly database: DatabaseSettings | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The settings that the variables of the component describe. They were validated where they were resolved; what is missing means a start by hand. */
export function readSettings(variables: Variables): Result<Settings> {
  const workspace = valueOf(variables, 'DSW_WORKSPACE');
  const environment = valueOf(variables, 'DSW_ENVIRONMENT');
  const port = Number(valueOf(variables, 'CONSOLE_PORT'));
  const sampleEvery = parseDuration(valueOf(variables, 'CONSOLE_SAMPLE_EVERY') ?? '10s');

  if (workspace === undefined || environment === undefined || !Number.isInteger(port))
    return fail(
      problem('no-workspace', 'DSW_WORKSPACE, DSW_ENVIRONMENT and CONSOLE_PORT are needed', 'Start the console with: dsw start console'),
    );
  if (sampleEvery === undefined || sampleEvery < 100)
    return fail(problem('bad-interval', 'CONSOLE_SAMPLE_EVERY is not a duration of at least 100ms', 'Write it like 10s or 500ms'));
  const self = valueOf(variables, 'DSW_COMPONENT') ?? 'console';
  const token = valueOf(variables, 'CONSOLE_TOKEN');
  if (token !== undefined && !canBeHeld(token))
    return fail(
      problem(
        'bad-token',
        'CONSOLE_TOKEN holds what no Authorization header can: blanks, or characters beyond ASCII',
        `Write another into env/${environment}/${self}.env, then start it again.`,
      ),
    );
  // The console's own run folder lies in it.
  const runFolder = join(valueOf(variables, 'DSW_RUN') ?? join(workspace, 'env', environment, 'run', self), '..');
  return ok({ workspace, environment, port, sampleEvery, runFolder, self, token, database: databaseOf(variables) });
}

function databaseOf(variables: Variables): DatabaseSettings | undefined {
  const host = valueOf(variables, 'CONSOLE_DATABASE_HOST');
  const port = valueOf(variables, 'CONSOLE_DATABASE_PORT');
  if (host === undefined || port === undefined) return undefined;
  const user = valueOf(variables, 'CONSOLE_DATABASE_USER') ?? 'postgres';
  return {
    host,
    port: Number(port),
    user,
    password: valueOf(variables, 'CONSOLE_DATABASE_PASSWORD'),
    name: valueOf(variables, 'CONSOLE_DATABASE_NAME') ?? user,
  };
}

function valueOf(variables: Variables, name: string): string | undefined {
  const value = variables[name];
  return value === '' ? undefined : value;
}
