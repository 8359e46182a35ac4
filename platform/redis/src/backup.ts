import type { SnapshotWriter } from '@dust-workspace/component/hooks';
import { snapshotContents } from './contents.js';
import { info, type Context } from './redisCli.js';

export const snapshotFile = 'dump.rdb';

/** Streams a snapshot of one moment, all databases and functions in it, and records what is in it. */
export async function backup(context: Context, snapshot: SnapshotWriter): Promise<void> {
  snapshot.expect(await expectedBytes(context));
  const { entries, obstacle } = await snapshotContents(context, snapshot.digest, [snapshot.file(snapshotFile)]);
  if (entries !== undefined) snapshot.record(entries);
  else context.log(`what is in the snapshot was not counted: there is ${obstacle} in it, which is known with digests only`);
}

/** What the data take in memory: of small values about twice as much, and of large ones as much as in the snapshot. */
async function expectedBytes(context: Context): Promise<number> {
  return Number((await info(context, 'memory'))['used_memory_dataset'] ?? 0);
}
