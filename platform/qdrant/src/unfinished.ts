import { isObject, parseJson, writeJson } from './exactJson.js';
import type { Qdrant } from './qdrant.js';
import { deleteShardSnapshot, type ShardSnapshot } from './shardSnapshot.js';

/**
 * Which snapshots a backup has had Qdrant make, in a file of the component's volume: what one that was killed left on the disk is deleted by the
 * next. Snapshots that somebody else has made are nobody's business here.
 */
const file = '"$DSW_VOLUME/unfinished-backup"';

export async function recordUnfinished({ context }: Qdrant, { collection, shard, name }: ShardSnapshot): Promise<void> {
  const line = writeJson({ collection, shard: shard.id, name });
  await context.run(['sh', '-c', `umask 077; cat >> ${file}`], { stdin: `${line}\n` });
}

/** Deletes what an earlier backup left. */
export async function deleteUnfinished(qdrant: Qdrant): Promise<void> {
  const { context } = qdrant;
  const { stdout } = await context.exec(['sh', '-c', `[ ! -e ${file} ] || cat ${file}`]);
  const left = stdout.split('\n').flatMap(snapshotIn);
  for (const snapshot of left) await deleteShardSnapshot(qdrant, snapshot);
  if (left.length > 0) context.log(`deleted ${left.length} snapshots that an earlier backup left on the disk of Qdrant`);
  await forgetUnfinished(qdrant);
}

export async function forgetUnfinished({ context }: Qdrant): Promise<void> {
  await context.exec(['sh', '-c', `rm -f ${file}`]);
}

/** Of a line that was not written to its end, nothing. */
function snapshotIn(line: string): Pick<ShardSnapshot, 'collection' | 'shard' | 'name'>[] {
  try {
    const value = parseJson(line);
    if (!isObject(value)) return [];
    const { collection, shard, name } = value;
    if (typeof collection !== 'string' || typeof shard !== 'number' || typeof name !== 'string') return [];
    return [{ collection, shard: { id: shard }, name }];
  } catch {
    return [];
  }
}
