import { HookFailure, type ContentEntry } from '@dust-workspace/component/hooks';
import { readContents } from './readContents.js';
import { DamagedRecords } from './records/damaged.js';
import { survey } from './survey.js';
import { withKafka, type Context } from './withKafka.js';

/** What the running server holds. */
export async function contents(context: Context, { digest }: { readonly digest: boolean }): Promise<readonly ContentEntry[]> {
  return withKafka(context, async (kafka) => {
    try {
      return (await readContents(kafka, await survey(kafka, context.signal), { digest, now: new Date() })).entries;
    } catch (error) {
      if (error instanceof DamagedRecords) throw new HookFailure(`Kafka's data are damaged: ${error.message}`, 'See dsw logs kafka.');
      throw error;
    }
  });
}
