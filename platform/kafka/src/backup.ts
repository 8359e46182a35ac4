import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { HookFailure, type SnapshotWriter } from '@dust-workspace/component/hooks';
import { descriptionFile, recordsFile } from './description.js';
import { nameOfPlace } from './partitionContents.js';
import { readSize } from './protocol/size.js';
import { readContents } from './readContents.js';
import type { Batch } from './records/batch.js';
import { DamagedRecords } from './records/damaged.js';
import { survey, type Survey } from './survey.js';
import { withKafka, type Context } from './withKafka.js';

/**
 * Exports what is committed in all topics at one moment, while Kafka goes on: batches as they are on its disk, with their offsets, settings, and how
 * far groups have read.
 */
export async function backup(context: Context, snapshot: SnapshotWriter): Promise<void> {
  await withKafka(context, async (kafka) => {
    const surveyed = await survey(kafka, context.signal);
    tellWhatIsLeftOut(context, surveyed);
    snapshot.expect(await readSize(kafka, new Set(surveyed.topics.map(({ name }) => name))));
    let files = 0;
    try {
      const { description, entries, unrecorded } = await readContents(kafka, surveyed, {
        digest: snapshot.digest,
        now: new Date(),
        take: async (batches) => {
          const iterator = batches[Symbol.asyncIterator]();
          const first = await iterator.next();
          if (first.done === true) return undefined;
          const name = recordsFile(files++);
          await pipeline(bytesOf(first.value, iterator), snapshot.file(name));
          return name;
        },
      });
      await pipeline(Readable.from([`${JSON.stringify(description, null, 1)}\n`]), snapshot.file(descriptionFile));
      for (const place of unrecorded) context.log(`what ${place} holds was not counted: it has too many keys`);
      snapshot.record(entries);
    } catch (error) {
      if (error instanceof DamagedRecords) throw new HookFailure(`Kafka's data are damaged: ${error.message}`, 'See dsw logs kafka.');
      throw error;
    }
  });
}

async function* bytesOf(first: Batch, rest: AsyncIterator<Batch>): AsyncGenerator<Buffer> {
  yield first.bytes;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value.bytes;
}

function tellWhatIsLeftOut({ log }: Context, { topics, others }: Survey): void {
  for (const partition of topics.flatMap(({ partitions }) => partitions))
    if (partition.stable < partition.end)
      log(`${nameOfPlace(partition)}: a transaction is open, and what follows offset ${partition.stable} is not in the backup`);
  for (const group of others) log(`the state of the share group ${group} is not in the backup`);
}
