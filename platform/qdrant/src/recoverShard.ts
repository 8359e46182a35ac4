import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { HookFailure, type SnapshotReader } from '@dust-workspace/component/hooks';
import { path, type Qdrant } from './qdrant.js';
import type { ShardFile } from './snapshotIndex.js';

/**
 * Uploads the snapshot of a shard, which takes the place of what the shard holds. Qdrant compares the checksum before it touches anything.
 * Returns whether it has only accepted to do so.
 */
export async function recoverShard(qdrant: Qdrant, collection: string, entry: ShardFile, snapshot: SnapshotReader): Promise<boolean> {
  const { file, size, checksum, shard } = entry;
  const where = `${path`/collections/${collection}/shards/${shard.id}/snapshots/upload`}?priority=snapshot&wait=true&checksum=${checksum}`;
  const { accepted } = await qdrant.repeat(async () => {
    const boundary = `snapshot-${randomUUID()}`;
    const disposition = `form-data; name="snapshot"; filename="${file}"`;
    const head = `--${boundary}\r\nContent-Disposition: ${disposition}\r\nContent-Type: application/octet-stream\r\n\r\n`;
    const tail = `\r\n--${boundary}--\r\n`;
    const headers = {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': head.length + size + tail.length,
    };
    const body = Readable.from(form(head, whole(entry, snapshot), tail), { objectMode: false });
    const response = await qdrant.open({ method: 'POST', path: where, headers, body }, qdrant.patience.work);
    return qdrant.read('POST', where, response);
  });
  return accepted;
}

async function* form(head: string, content: AsyncIterable<Buffer>, tail: string): AsyncGenerator<Buffer> {
  yield Buffer.from(head);
  yield* content;
  yield Buffer.from(tail);
}

/** Qdrant waits for as much as it was told of. */
async function* whole({ file, size }: ShardFile, snapshot: SnapshotReader): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of snapshot.file(file) as AsyncIterable<Buffer>) {
    length += chunk.length;
    yield chunk;
  }
  if (length !== size) throw new HookFailure(`${file} has ${length} bytes instead of ${size}`);
}
