import type { Connection } from '../protocol/connection.js';
import { readTopics } from '../protocol/topics.js';
import { untilRight } from '../until.js';

/** Deletes all topics but Kafka's own, which takes a moment. */
export async function deleteTopics(kafka: Connection): Promise<void> {
  const names = (await own(kafka)).map(({ name }) => name);
  await kafka.ask({ key: 20, version: 3 }, (request) => request.array(names, (each, name) => each.string(name)).int32(60_000));
  await untilRight(AbortSignal.timeout(60_000), async () => ((await own(kafka)).length === 0 ? undefined : new Error('there are topics')));
}

async function own(kafka: Connection): ReturnType<typeof readTopics> {
  return (await readTopics(kafka)).filter(({ isInternal }) => !isInternal);
}
