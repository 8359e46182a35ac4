import { HookFailure, type ExecOptions, type ExecResult, type HookContext } from '@dust-workspace/component/hooks';
import type { Manifest } from './manifest.js';

export type Context = HookContext<Manifest>;

/** A Redis server in the component's context: the component itself, unless it says otherwise. */
export interface Server {
  readonly port: number;
  readonly password: string;
}

/** Runs redis-cli, or valkey-cli, in the component's context. The password goes by its environment. */
export function redisCli(
  context: Context,
  args: readonly string[],
  options: Omit<ExecOptions, 'env'> = {},
  server?: Server,
): Promise<ExecResult> {
  const password = server?.password ?? context.env.REDIS_PASSWORD ?? '';
  const env = {
    ...(password === '' ? {} : { REDISCLI_AUTH: password }),
    ...(server === undefined ? {} : { SERVER_PORT: `${server.port}` }),
  };
  return context.exec(['sh', '-c', anyClient, 'sh', ...args], { ...options, env });
}

/** Gives one command to redis-cli by its standard input, since some carry secrets, and returns the answer, which errors are too. */
export async function command(context: Context, line: string, server?: Server): Promise<string> {
  const { exitCode, stdout, stderr } = await redisCli(context, [], { stdin: `${line}\n` }, server);
  if (exitCode === 0) return stdout.trim();
  throw new HookFailure(`Redis does not answer: ${stderr.trim()}`, `See dsw logs ${context.component}.`);
}

/** As `command`, for one that must be answered by OK. */
export async function expectOk(context: Context, line: string, server?: Server): Promise<void> {
  const answer = await command(context, line, server);
  if (answer !== 'OK') throw new HookFailure(`Redis refused ${line.split(' ', 2).join(' ')}: ${answer}`);
}

/** The fields of a section of INFO. */
export async function info(context: Context, section: string): Promise<Readonly<Record<string, string>>> {
  const answer = await command(context, `info ${section}`);
  const fields = [...answer.matchAll(/^([a-z0-9_]+):(.*?)\r?$/gm)].map(([, name, value]) => [name, value] as const);
  if (fields.length === 0) throw new HookFailure(`Redis refused info ${section}: ${answer}`);
  return Object.fromEntries(fields) as Record<string, string>;
}

const anyClient =
  'cli=$(command -v redis-cli || command -v valkey-cli) || { echo "redis-cli is not installed" >&2; exit 127; }; ' +
  'exec "$cli" -h 127.0.0.1 -p "${SERVER_PORT:-${REDIS_PORT:-6379}}" "$@"';
