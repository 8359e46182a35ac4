import { HookFailure, type SnapshotReader } from '@dust-workspace/component/hooks';
import { readDescription, type DescribedPosition, type DescribedTopic, type Description } from './description.js';
import { fillPartition } from './fillPartition.js';
import { nameOfPlace } from './partitionContents.js';
import { changeConfigs } from './protocol/configs.js';
import type { Connection } from './protocol/connection.js';
import { commitPositions, findCoordinator, readPositions } from './protocol/groups.js';
import { createTopics, readTopics } from './protocol/topics.js';
import { DamagedRecords } from './records/damaged.js';
import { changesAfterwards, configsMeanwhile } from './restoredConfigs.js';
import { untilRight, untilTaken } from './until.js';
import { withKafka, type Context } from './withKafka.js';

/**
 * Fills an empty server: topics with their settings, records with their times, keys, values and headers in their order, and how far groups had read.
 */
export async function restore(context: Context, snapshot: SnapshotReader): Promise<void> {
  const description = await readDescription(snapshot);
  await withKafka(context, async (kafka) => {
    await expectEmpty(context, kafka);
    await makeTopics(kafka, description);
    const shifts = new Map<string, number>();
    for (const topic of description.topics) {
      for (const [place, shift] of await fillTopic(context, kafka, topic, snapshot)) shifts.set(place, shift);
      await changeConfigs(kafka, topic.name, changesAfterwards(topic.configs));
    }
    await restorePositions(context, kafka, description, shifts);
    const records = description.topics.flatMap(({ partitions }) => partitions).reduce((sum, partition) => sum + partition.records, 0);
    context.log(`restored ${records} records of ${description.topics.length} topics, and positions of ${description.groups.length} groups`);
  });
}

async function expectEmpty({ component }: Context, kafka: Connection): Promise<void> {
  const found = (await readTopics(kafka)).filter(({ isInternal }) => !isInternal).map(({ name }) => name);
  if (found.length > 0)
    throw new HookFailure(`Kafka is not empty: there is the topic ${found.slice(0, 5).join(', ')}`, `dsw clean ${component}`);
}

async function makeTopics(kafka: Connection, { topics }: Description): Promise<void> {
  if (topics.length === 0) return;
  await createTopics(
    kafka,
    topics.map(({ name, configs, partitions }) => ({ name, partitions: partitions.length, configs: configsMeanwhile(configs) })),
  );
  await untilRight(kafka.options.signal, async () => {
    const there = new Map((await readTopics(kafka)).map(({ name, partitions }) => [name, partitions]));
    const missing = topics.find(({ name, partitions }) => {
      const found = there.get(name);
      return found?.length !== partitions.length || found.some(({ error }) => error !== 0);
    });
    return missing === undefined ? undefined : new HookFailure(`the topic ${missing.name} is not served after it was made`);
  });
}

/** By how much offsets of partitions have moved. */
async function fillTopic(
  { log }: Context,
  kafka: Connection,
  { name: topic, partitions }: DescribedTopic,
  snapshot: SnapshotReader,
): Promise<Map<string, number>> {
  const shifts = new Map<string, number>();
  for (const described of partitions) {
    const place = nameOfPlace({ topic, partition: described.partition });
    try {
      const { shift } = await fillPartition(kafka, topic, described, snapshot);
      shifts.set(place, shift);
      tellWhatMoved(log, place, described, shift);
    } catch (error) {
      if (error instanceof DamagedRecords) throw new HookFailure(`${place} in the backup is damaged: ${error.message}`);
      throw error;
    }
  }
  return shifts;
}

function tellWhatMoved(
  log: Context['log'],
  place: string,
  { start, end, records }: DescribedTopic['partitions'][number],
  shift: number,
): void {
  if (shift > 0) log(`${place}: offsets begin at 0 instead of ${shift}, too many to use them up`);
  const missing = end - start - records;
  if (missing > 0)
    log(`${place}: ${missing} offsets had no record any more; those before the last of them have moved up by as many as came after them`);
}

/**
 * A group goes on before the record before which it stood. Whoever keeps an offset elsewhere may read some records again, and misses none, since offsets
 * have only become higher.
 */
async function restorePositions(
  { signal }: Context,
  kafka: Connection,
  { topics, groups }: Description,
  shifts: ReadonlyMap<string, number>,
): Promise<void> {
  const partitions = new Map(
    topics.flatMap(({ name, partitions: all }) => all.map((each) => [nameOfPlace({ topic: name, ...each }), each] as const)),
  );
  const mapped = (position: DescribedPosition): number => {
    const place = nameOfPlace(position);
    const { start, end } = partitions.get(place) ?? { start: 0, end: 0 };
    const shift = shifts.get(place) ?? 0;
    const before = position.offset < start && shift === 0;
    return before ? position.offset : end - position.left - shift;
  };
  for (const { name, positions } of groups) {
    const moved = positions.map((position) => ({ ...position, offset: mapped(position) }));
    await untilTaken(signal, () => findCoordinator(kafka, name));
    await untilTaken(signal, () => commitPositions(kafka, name, moved));
    const taken = await untilTaken(signal, () => readPositions(kafka, name));
    const lost = moved.find(
      ({ topic, partition, offset }) =>
        !taken.some((each) => each.topic === topic && each.partition === partition && each.offset === offset),
    );
    if (lost !== undefined) throw new HookFailure(`how far ${name} had read ${nameOfPlace(lost)} could not be restored`);
  }
}
