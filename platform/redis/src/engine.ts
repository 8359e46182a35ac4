import type { DataEngine } from '@dust-workspace/component/hooks';
import { info, type Context } from './redisCli.js';

/** Valkey gives the version of Redis with which it is compatible, too. */
export async function engine(context: Context): Promise<DataEngine> {
  const { redis_version: redis = '', valkey_version: valkey } = await info(context, 'server');
  return valkey === undefined ? { name: 'redis', version: redis } : { name: 'valkey', version: valkey };
}
