import type { ContentEntry } from '@dust-workspace/component/hooks';
import type { DescribedPartition, DescribedPosition, Description } from './description.js';
import { nameOfPlace, PartitionContents } from './partitionContents.js';
import { PositionsIn } from './positionsIn.js';
import type { Connection } from './protocol/connection.js';
import type { Position } from './protocol/groups.js';
import type { Place, PlacedRange } from './protocol/offsets.js';
import { readPartition } from './readPartition.js';
import type { Batch } from './records/batch.js';
import { readRecords } from './records/readRecords.js';
import type { Survey, SurveyedTopic } from './survey.js';
import { topicPolicy, type TopicPolicy } from './topicPolicy.js';

export interface ReadOptions {
  readonly digest: boolean;
  readonly now: Date;
  /** Is given each batch of a partition before the next is read, and resolves with the file to which it went. */
  readonly take?: (batches: AsyncIterable<Batch>) => Promise<string | undefined>;
}

export interface Contents {
  readonly description: Description;
  readonly entries: readonly ContentEntry[];
  /** Partitions with too many keys to say what they hold. */
  readonly unrecorded: readonly string[];
}

/** Reads every record that was there at the time of a survey, once, and says what they are. */
export async function readContents(kafka: Connection, { topics, groups }: Survey, options: ReadOptions): Promise<Contents> {
  const read = new Map<string, ReadPartition>();
  const committed = groups.flatMap(({ positions }) => positions);
  const described: Description['topics'][number][] = [];
  for (const topic of topics) {
    const policy = topicPolicy(topic.configs.effective);
    const partitions: DescribedPartition[] = [];
    for (const range of topic.partitions) {
      const offsets = committed.filter((position) => isAt(position, range)).map(({ offset }) => offset);
      const partition = await readOne(kafka, range, policy, offsets, options);
      read.set(nameOfPlace(range), partition);
      partitions.push(partition.described);
    }
    described.push({ name: topic.name, configs: topic.configs.own, partitions });
  }
  const contents = [...read.values()].map((partition) => partition.contents);
  const known = groups.map(({ name, positions }) => ({ name, positions: positions.flatMap((position) => knownPosition(position, read)) }));
  return {
    description: {
      topics: described,
      groups: known
        .filter(({ positions }) => positions.length > 0)
        .map(({ name, positions }) => ({ name, positions: positions.map(({ position }) => position) })),
    },
    entries: [
      ...topics.map(topicEntry),
      ...contents.flatMap((partition) => partition.entries(options.now)),
      ...known.flatMap(({ name, positions }) => positions.map((position) => positionEntry(name, position, options.now))),
    ],
    unrecorded: contents.filter(({ isTooMuch }) => isTooMuch).map(({ place }) => nameOfPlace(place)),
  };
}

interface ReadPartition {
  readonly contents: PartitionContents;
  readonly positions: PositionsIn;
  readonly described: DescribedPartition;
}

async function readOne(
  kafka: Connection,
  { topic, partition, start, stable: end }: PlacedRange,
  policy: TopicPolicy,
  offsets: readonly number[],
  { digest, take = drain }: ReadOptions,
): Promise<ReadPartition> {
  const place = { topic, partition };
  const contents = new PartitionContents(place, policy, digest);
  const positions = new PositionsIn(offsets);
  const batches = watched(readPartition(kafka, place, { start, end }), (batch) => {
    contents.addBytes(batch.bytes.length);
    for (const record of readRecords(batch))
      if (record.offset >= start && record.offset < end) {
        contents.add(record);
        positions.add(record);
      }
  });
  const file = await take(batches);
  return { contents, positions, described: { partition, start, end, records: positions.count, ...(file === undefined ? {} : { file }) } };
}

async function* watched(batches: AsyncIterable<Batch>, look: (batch: Batch) => void): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    look(batch);
    yield batch;
  }
}

async function drain(batches: AsyncIterable<Batch>): Promise<undefined> {
  const iterator = batches[Symbol.asyncIterator]();
  while ((await iterator.next()).done !== true);
}

function isAt(position: Place, { topic, partition }: Place): boolean {
  return position.topic === topic && position.partition === partition;
}

interface KnownPosition extends Pick<ReadPartition, 'contents'> {
  readonly position: DescribedPosition;
  /** The time of the record that comes next. */
  readonly next: number | undefined;
}

/** Of topics that are gone there may still be positions. */
function knownPosition(position: Position, read: ReadonlyMap<string, ReadPartition>): KnownPosition[] {
  const partition = read.get(nameOfPlace(position));
  if (partition === undefined) return [];
  const { left, next } = partition.positions.ahead(position.offset);
  return [{ contents: partition.contents, position: { ...position, left }, next }];
}

function topicEntry({ name, configs, partitions }: SurveyedTopic): ContentEntry {
  const settings = Object.entries(configs.own).map(([key, value]) => `${key}=${value}`);
  return { kind: 'topic', name, value: [`${partitions.length} partitions`, ...settings].join(', ') };
}

/** In which the offset itself is not: in another server it may be another one, before the same records. */
function positionEntry(group: string, { position, next, contents }: KnownPosition, now: Date): ContentEntry {
  const until = next === undefined ? undefined : contents.certainUntil(next, now);
  return {
    kind: 'position',
    name: `${group} in ${nameOfPlace(position)}`,
    count: position.left,
    ...(position.metadata === '' ? {} : { value: position.metadata }),
    ...(until === undefined ? {} : { until }),
  };
}
