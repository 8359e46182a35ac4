import { HookFailure, type SnapshotReader } from '@dust-workspace/component/hooks';
import { readArchive, type ArchivedBatch } from './archive.js';
import type { DescribedPartition } from './description.js';
import { nameOfPlace } from './partitionContents.js';
import type { Connection } from './protocol/connection.js';
import { deleteRecords, readRange, type Place } from './protocol/offsets.js';
import { produce } from './protocol/produce.js';
import { codecs } from './records/expand.js';
import { asProduced, batchOf } from './records/writeBatch.js';
import { untilRight, untilTaken } from './until.js';

/**
 * How many offsets are used up before the first record, at most. That many take a minute, and 140 MB of disk until Kafka has removed what they were used
 * for.
 */
export const mostSkipped = 100_000_000;

const batchOfSkipped = 250_000;
/** How much may be on its way at once. */
const window = { bytes: 8 * 1024 ** 2, batches: 32 };

/**
 * Writes the archived records of a partition into an empty one, in their order. Its first offsets are used up, so that the last record gets the offset that it
 * had: where none is missing in between, all do. Returns by how much less the offset of the end is, where that would be too many.
 */
export async function fillPartition(
  kafka: Connection,
  topic: string,
  described: DescribedPartition,
  snapshot: SnapshotReader,
): Promise<{ readonly shift: number }> {
  const { partition, end, records } = described;
  const place = { topic, partition };
  const skipped = end - records;
  const shift = skipped > mostSkipped ? skipped : 0;
  await untilTaken(kafka.options.signal, () => readRange(kafka, place));
  await skip(kafka, place, skipped - shift);
  const sending = new Sending(kafka, place);
  for await (const archived of readArchive(snapshot, described)) for (const batch of batchesOf(archived)) await sending.send(batch);
  await sending.done();
  await expectRange(kafka, place, { start: skipped - shift, end: end - shift });
  return { shift };
}

/** Records of nothing, and then none: what they leave is the offset of the next one. */
async function skip(kafka: Connection, place: Place, count: number): Promise<void> {
  if (count === 0) return;
  const rest = count % batchOfSkipped;
  if (rest > 0) await produce(kafka, place, batchOfNothing(rest));
  const full = count > rest ? batchOfNothing(batchOfSkipped) : undefined;
  for (let left = count - rest; left > 0 && full !== undefined; left -= batchOfSkipped) await produce(kafka, place, full);
  await deleteRecords(kafka, place, count);
}

function batchOfNothing(count: number): Buffer {
  // Without key, value and headers.
  const nothing = { timestamp: 0, body: Buffer.from([1, 1, 0]) };
  return batchOf(
    Array.from({ length: count }, () => nothing),
    true,
  );
}

/** One batch, or several of the size that topics allow by default, where records are to be numbered or timed anew. */
function* batchesOf({ batch, records, isWhole }: ArchivedBatch): Generator<Buffer> {
  if (isWhole) {
    yield asProduced(batch);
    return;
  }
  const most = 1_000_000;
  let [from, bytes] = [0, 0];
  for (const [at, { body }] of records.entries()) {
    if (at > from && bytes + body.length > most) {
      yield batchOf(records.slice(from, at), batch.codec !== codecs.none);
      [from, bytes] = [at, 0];
    }
    bytes += body.length;
  }
  if (from < records.length) yield batchOf(records.slice(from), batch.codec !== codecs.none);
}

/** Keeps several batches on their way, which Kafka appends in their order. */
class Sending {
  readonly #underWay: { readonly bytes: number; readonly answer: Promise<number> }[] = [];
  #bytes = 0;

  constructor(
    readonly kafka: Connection,
    readonly place: Place,
  ) {}

  async send(batch: Buffer): Promise<void> {
    const answer = produce(this.kafka, this.place, batch);
    answer.catch(() => undefined);
    this.#underWay.push({ bytes: batch.length, answer });
    this.#bytes += batch.length;
    while (this.#bytes > window.bytes || this.#underWay.length > window.batches) await this.#next();
  }

  async done(): Promise<void> {
    while (this.#underWay.length > 0) await this.#next();
  }

  async #next(): Promise<void> {
    const first = this.#underWay.shift();
    this.#bytes -= first?.bytes ?? 0;
    await first?.answer;
  }
}

async function expectRange(kafka: Connection, place: Place, expected: { readonly start: number; readonly end: number }): Promise<void> {
  await untilRight(kafka.options.signal, async () => {
    const found = await readRange(kafka, place);
    if (found.start === expected.start && found.stable === expected.end) return undefined;
    return new HookFailure(
      `${nameOfPlace(place)} goes from ${found.start} to ${found.stable} instead of from ${expected.start} to ${expected.end}`,
    );
  });
}
