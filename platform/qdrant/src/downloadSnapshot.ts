import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HookFailure } from '@dust-workspace/component/hooks';
import { mayPass, NoAnswer } from './failures.js';
import { path, type Qdrant } from './qdrant.js';
import { snapshotsOf, type ShardSnapshot } from './shardSnapshot.js';

/** Writes a snapshot to `sink` as it comes, and returns its SHA-256. Goes on where a download broke off; fails where size or checksum are others. */
export async function downloadSnapshot(qdrant: Qdrant, snapshot: ShardSnapshot, sink: Writable): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(
    async function* () {
      for await (const chunk of wholeSnapshot(qdrant, snapshot)) {
        hash.update(chunk);
        yield chunk;
      }
      const digest = hash.copy().digest('hex');
      if (snapshot.checksum !== undefined && digest !== snapshot.checksum)
        throw new HookFailure(
          `the snapshot of ${nameOf(snapshot)} came with another checksum than Qdrant told: ${digest} instead of ${snapshot.checksum}`,
          'Make the backup again; where that does not help, look at the disk on which Qdrant has its data.',
        );
    },
    sink,
    { signal: qdrant.signal },
  );
  return hash.digest('hex');
}

async function* wholeSnapshot(qdrant: Qdrant, snapshot: ShardSnapshot): AsyncGenerator<Buffer> {
  let received = 0;
  for (let attempt = 1; received < snapshot.size || attempt === 1; attempt += 1) {
    const before = received;
    try {
      for await (const chunk of from(qdrant, snapshot, received)) {
        received += chunk.length;
        if (received > snapshot.size) throw new HookFailure(`the snapshot of ${nameOf(snapshot)} is longer than Qdrant told`);
        yield chunk;
      }
      if (received < snapshot.size)
        throw new NoAnswer(`the snapshot of ${nameOf(snapshot)} ended at ${received} of ${snapshot.size} bytes`);
    } catch (error) {
      if (!mayPass(error)) throw error;
      // Whoever gets on may go on.
      if (received > before) attempt = 1;
      if (attempt >= qdrant.patience.attempts) throw error;
      await qdrant.pause(attempt, error);
    }
  }
}

/** What follows the first `received` bytes. */
async function* from(qdrant: Qdrant, snapshot: ShardSnapshot, received: number): AsyncGenerator<Buffer> {
  const where = `${snapshotsOf(snapshot.collection, snapshot.shard)}${path`/${snapshot.name}`}`;
  const headers: Record<string, string> = received === 0 ? {} : { range: `bytes=${received}-` };
  const response = await qdrant.open({ method: 'GET', path: where, headers });
  if (response.statusCode !== 200 && response.statusCode !== 206) {
    await qdrant.read('GET', where, response);
    throw new HookFailure(`Qdrant answered ${response.statusCode ?? 0} to GET ${where}`);
  }
  // Who does not know of ranges sends all of it again.
  let skip = response.statusCode === 206 ? 0 : received;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      if (chunk.length > skip) yield chunk.subarray(skip);
      skip = Math.max(0, skip - chunk.length);
    }
  } catch (error) {
    throw broken(qdrant, where, response, error);
  }
}

function broken(qdrant: Qdrant, where: string, response: IncomingMessage, error: unknown): unknown {
  if (qdrant.signal.aborted || error instanceof NoAnswer) return error;
  return response.errored === null ? error : new NoAnswer(`Qdrant broke off its answer to GET ${where}: ${response.errored.message}`);
}

function nameOf({ collection, shard }: ShardSnapshot): string {
  return `shard ${shard.id} of ${collection}`;
}
