import { lengthOfBatch, readBatch, type Batch } from './batch.js';
import { DamagedRecords } from './damaged.js';

/** Reads batches one after the other to the last byte of a stream. */
export async function* readBatches(stream: AsyncIterable<Buffer>): AsyncGenerator<Batch> {
  let received: Buffer[] = [];
  let bytes = 0;
  let needed: number | undefined;
  for await (const chunk of stream) {
    received.push(chunk);
    bytes += chunk.length;
    if (needed !== undefined && bytes < needed) continue;
    let rest = Buffer.concat(received);
    for (needed = lengthOfBatch(rest, 0); needed !== undefined && rest.length >= needed; needed = lengthOfBatch(rest, 0)) {
      yield readBatch(rest.subarray(0, needed));
      rest = rest.subarray(needed);
    }
    received = [rest];
    bytes = rest.length;
  }
  if (bytes > 0) throw new DamagedRecords('the last batch is cut off');
}

/** The whole batches in what was fetched, of which the last one may be a part. */
export function wholeBatches(fetched: Buffer): Batch[] {
  const batches: Batch[] = [];
  let at = 0;
  for (
    let length = lengthOfBatch(fetched, at);
    length !== undefined && at + length <= fetched.length;
    length = lengthOfBatch(fetched, at)
  ) {
    batches.push(readBatch(fetched.subarray(at, at + length)));
    at += length;
  }
  return batches;
}
