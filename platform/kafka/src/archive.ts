import type { SnapshotReader } from '@dust-workspace/component/hooks';
import type { DescribedPartition } from './description.js';
import { DamagedRecords } from './records/damaged.js';
import type { Batch } from './records/batch.js';
import { readBatches } from './records/readBatches.js';
import { readRecords, type KafkaRecord } from './records/readRecords.js';

export interface ArchivedBatch {
  readonly batch: Batch;
  /** Those of its records that belong to the backup. */
  readonly records: readonly KafkaRecord[];
  /** Whether these are all that it stands for, so that it can be sent as it is. */
  readonly isWhole: boolean;
}

/** Reads what was archived of a partition to the last byte: throws `DamagedRecords` where it is not as the description says. */
export async function* readArchive(
  snapshot: SnapshotReader,
  { file, start, end, records: expected }: DescribedPartition,
): AsyncGenerator<ArchivedBatch> {
  let next = start;
  let count = 0;
  if (file !== undefined)
    for await (const batch of readBatches(snapshot.file(file) as AsyncIterable<Buffer>)) {
      const all = readRecords(batch);
      const records = all.filter(({ offset }) => offset >= start && offset < end);
      for (const { offset } of records) {
        if (offset < next) throw new DamagedRecords(`offset ${offset} comes after ${next - 1}`);
        next = offset + 1;
      }
      count += records.length;
      const stands = batch.lastOffset - batch.baseOffset + 1;
      yield { batch, records, isWhole: records.length === stands && !batch.isAppendTime };
    }
  if (count !== expected) throw new DamagedRecords(`there are ${count} records instead of ${expected}`);
}
