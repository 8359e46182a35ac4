import { redisCli, type Context } from './redisCli.js';

/** Why a snapshot cannot be fetched here. */
export async function snapshotUnavailable(context: Context): Promise<string | undefined> {
  const { exitCode } = await redisCli(context, ['--version']);
  return exitCode === 0 ? undefined : 'redis-cli is not installed';
}
