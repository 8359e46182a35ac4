import { HookFailure } from '@dust-workspace/component/hooks';
import { nameOfPlace } from './partitionContents.js';
import { fetch } from './protocol/fetch.js';
import { survey } from './survey.js';
import { withKafka, type Context } from './withKafka.js';

/** Every partition is served, and the first records of each can be read. */
export async function inspect(context: Context): Promise<void> {
  await withKafka(context, async (kafka) => {
    const { topics } = await survey(kafka, context.signal);
    const partitions = topics.flatMap((topic) => topic.partitions);
    for (const partition of partitions)
      if (partition.start < partition.stable) {
        const { records } = await fetch(kafka, partition, partition.start);
        if (records.length === 0)
          throw new HookFailure(`${nameOfPlace(partition)} has records from ${partition.start} on, and gives none`, 'See dsw logs kafka.');
      }
    context.log(`${partitions.length} partitions of ${topics.length} topics are served`);
  });
}
