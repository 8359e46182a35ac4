import { HookFailure, type SnapshotReader } from '@dust-workspace/component/hooks';
import { readArchive } from './archive.js';
import { readDescription } from './description.js';
import { nameOfPlace } from './partitionContents.js';
import { DamagedRecords } from './records/damaged.js';
import type { Context } from './withKafka.js';

/** Every record can be read, in every batch whose checksum is right, and there are as many as were written. No running Kafka is needed for it. */
export async function verify(context: Pick<Context, 'log'>, snapshot: SnapshotReader): Promise<void> {
  const { topics, groups } = await readDescription(snapshot);
  let records = 0;
  for (const { name: topic, partitions } of topics)
    for (const partition of partitions)
      try {
        for await (const read of readArchive(snapshot, partition)) records += read.records.length;
      } catch (error) {
        if (error instanceof DamagedRecords)
          throw new HookFailure(`${nameOfPlace({ topic, ...partition })} (${partition.file ?? 'no file'}) is damaged: ${error.message}`);
        throw error;
      }
  context.log(`${records} records of ${topics.length} topics can be read, and positions of ${groups.length} groups`);
}
