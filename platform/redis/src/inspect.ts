import { HookFailure } from '@dust-workspace/component/hooks';
import { command, info, type Context } from './redisCli.js';

/** The server answers from its data, and its last attempts to write them to disk went well. */
export async function inspect(context: Context): Promise<void> {
  const answer = await command(context, 'ping');
  if (answer !== 'PONG') throw new HookFailure(`Redis is not ready: ${answer}`);
  const state = await info(context, 'persistence');
  const failed = ['rdb_last_bgsave_status', 'aof_last_write_status', 'aof_last_bgrewrite_status'].filter(
    (name) => (state[name] ?? 'ok') !== 'ok',
  );
  if (failed.length > 0)
    throw new HookFailure(
      `Redis could not write its data to disk (${failed.join(', ')})`,
      `See dsw logs ${context.component}; the disk may be full.`,
    );
  context.log('Redis answers, and its data are on disk');
}
