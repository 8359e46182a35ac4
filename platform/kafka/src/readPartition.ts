import type { Connection } from './protocol/connection.js';
import { errorCodes, KafkaRefusal } from './protocol/errorCode.js';
import { fetch, type AbortedTransaction, type Fetched } from './protocol/fetch.js';
import { readRange, type Place } from './protocol/offsets.js';
import type { Batch } from './records/batch.js';
import { wholeBatches } from './records/readBatches.js';
import { readRecords } from './records/readRecords.js';

export interface Span {
  readonly start: number;
  /** Behind the last record. */
  readonly end: number;
}

/**
 * The batches of a partition that a consumer of committed records sees within a span of offsets; the first and the last may reach beyond it. Where
 * Kafka removes records meanwhile, since they have expired, they are not among them.
 */
export async function* readPartition(kafka: Connection, place: Place, { start, end }: Span): AsyncGenerator<Batch> {
  for (let offset = start; offset < end;) {
    const fetched = await fetchFrom(kafka, place, offset);
    if (fetched === undefined) {
      offset = Math.max(offset, (await readRange(kafka, place)).start);
      continue;
    }
    const batches = wholeBatches(fetched.records);
    for (const batch of committedOf(batches, fetched.aborted)) {
      if (batch.baseOffset >= end) break;
      if (batch.lastOffset >= start) yield batch;
    }
    const last = batches.at(-1);
    if (last !== undefined) offset = last.lastOffset + 1;
  }
}

/** Undefined where records that far back are gone. */
async function fetchFrom(kafka: Connection, place: Place, offset: number): Promise<Fetched | undefined> {
  try {
    return await fetch(kafka, place, offset);
  } catch (error) {
    if (error instanceof KafkaRefusal && error.code === errorCodes.offsetOutOfRange) return undefined;
    throw error;
  }
}

/** As consumers do it: from where Kafka says that a transaction was aborted, to its marker, nothing of its producer counts. */
function* committedOf(batches: readonly Batch[], transactions: readonly AbortedTransaction[]): Generator<Batch> {
  const coming = [...transactions].sort((a, b) => a.first - b.first);
  const aborted = new Set<bigint>();
  for (const batch of batches) {
    for (let [next] = coming; next !== undefined && next.first <= batch.lastOffset; [next] = coming) {
      aborted.add(next.producer);
      coming.shift();
    }
    if (batch.isControl) {
      if (kindOfMarker(batch) === abortMarker) aborted.delete(batch.producer);
    } else if (!(batch.isTransactional && aborted.has(batch.producer))) yield batch;
  }
}

const abortMarker = 0;

/** Its key is a version and a kind, of two bytes each. */
function kindOfMarker(batch: Batch): number | undefined {
  const [marker] = readRecords(batch);
  return marker?.key?.readInt16BE(2);
}
