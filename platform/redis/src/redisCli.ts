import { Writable } from 'node:stream';
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
  // It exits with 0 also when nobody answers.
  if (exitCode === 0 && (stdout !== '' || stderr === '')) return stdout.trim();
  throw new HookFailure(`Redis does not answer: ${stderr.trim().split('\n').at(-1) ?? ''}`, `See dsw logs ${context.component}.`);
}

/** As `command`, for one that must be answered by OK. */
export async function expectOk(context: Context, line: string, server?: Server): Promise<void> {
  const answer = await command(context, line, server);
  if (answer !== 'OK') throw new HookFailure(`Redis refused ${line.split(' ', 2).join(' ')}: ${answer}`);
}

/** The fields of a section of INFO. */
export async function info(context: Context, section: string, server?: Server): Promise<Readonly<Record<string, string>>> {
  const answer = await command(context, `info ${section}`, server);
  const fields = [...answer.matchAll(/^([a-z0-9_]+):(.*?)\r?$/gm)].map(([, name, value]) => [name, value] as const);
  if (fields.length === 0) throw new HookFailure(`Redis refused info ${section}: ${answer}`);
  return Object.fromEntries(fields) as Record<string, string>;
}

/** The whole answer to a command that carries no secrets, however long it is. */
export async function answerOf(context: Context, args: readonly string[], server?: Server): Promise<string> {
  const chunks: Buffer[] = [];
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const { exitCode, stderr } = await redisCli(context, args, { stdout }, server);
  if (exitCode === 0) return Buffer.concat(chunks).toString().trim();
  throw new HookFailure(`Redis does not answer: ${stderr.trim()}`);
}

/** One setting of the running server. */
export async function configured(context: Context, name: string): Promise<string> {
  const answer = await command(context, `config get ${name}`);
  const [found, value = ''] = answer.split('\n').map((line) => line.trim());
  if (found !== name) throw new HookFailure(`Redis refused config get ${name}: ${answer}`);
  return value;
}

const anyClient =
  'cli=$(command -v redis-cli || command -v valkey-cli) || { echo "redis-cli is not installed" >&2; exit 127; }; ' +
  'exec "$cli" -h 127.0.0.1 -p "${SERVER_PORT:-${REDIS_PORT:-6379}}" "$@"';
