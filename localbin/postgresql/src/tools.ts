import { HookFailure } from '@dust-workspace/component/hooks';
import type { ServerContext } from './serverContext.js';

/** Variables with which a client program in the component's context is let in. Host and port it has from there. */
export function clientEnvironment(server: ServerContext): Record<string, string> {
  return { PGUSER: server.user, PGPASSWORD: server.password };
}

/** A value for `--dbname` that means this database, whatever characters its name is made of. */
export function databaseArgument(database: string): string {
  return `--dbname=dbname='${database.replace(/['\\]/g, '\\$&')}'`;
}

/** The major version of a client program in the component's context; undefined when there is none. */
export async function toolMajor(server: ServerContext, program: string): Promise<number | undefined> {
  const { exitCode, stdout } = await server.exec([program, '--version']);
  const match = /\(PostgreSQL\) (\d+)/.exec(stdout);
  return exitCode === 0 && match !== null ? Number(match[1]) : undefined;
}

/** As `toolMajor`, for a program that there must be in at least the given version. */
export async function requireTool(server: ServerContext, program: string, major: number): Promise<void> {
  const found = await toolMajor(server, program);
  if (found !== undefined && found >= major) return;
  throw new HookFailure(
    found === undefined ? `${program} is not installed` : `${program} is of PostgreSQL ${found}, older than the ${major} that is needed`,
    installClients(major),
  );
}

export function installClients(major: number): string {
  return `Install the client programs of PostgreSQL ${major}: apt-get install postgresql-client-${major}, or brew install postgresql@${major}.`;
}
