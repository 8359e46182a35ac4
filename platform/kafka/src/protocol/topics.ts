import { apis } from './apis.js';
import type { Connection } from './connection.js';
import { errorCodes, expectNoError } from './errorCode.js';

export interface TopicMetadata {
  readonly name: string;
  /** One of Kafka's own, such as that in which the positions of consumers are. */
  readonly isInternal: boolean;
  readonly partitions: readonly PartitionMetadata[];
}

export interface PartitionMetadata {
  readonly partition: number;
  readonly error: number;
}

/** All topics, sorted by name, and their partitions by number. */
export async function readTopics(connection: Connection): Promise<TopicMetadata[]> {
  const answer = await connection.ask(apis.Metadata, (request) => request.int32(-1).boolean(false).boolean(false).boolean(false));
  answer.int32();
  answer.array((node) => [node.int32(), node.string(), node.int32(), node.nullableString()]);
  answer.nullableString();
  answer.int32();
  const topics = answer.array((topic) => {
    const error = topic.int16();
    const name = topic.string();
    expectNoError(error, `to describe the topic ${name}`);
    const isInternal = topic.boolean();
    const partitions = topic.array((each) => {
      const [code, partition] = [each.int16(), each.int32()];
      each.int32();
      each.int32();
      for (let list = 0; list < 3; list++) each.array((node) => node.int32());
      return { partition, error: code };
    });
    topic.int32();
    return { name, isInternal, partitions: partitions.sort((a, b) => a.partition - b.partition) };
  });
  return topics.sort((a, b) => (a.name < b.name ? -1 : 1));
}

export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly configs: Readonly<Record<string, string>>;
}

/** Makes topics. One that is there already is no failure: what counts is what is there afterwards. */
export async function createTopics(connection: Connection, topics: readonly NewTopic[]): Promise<void> {
  const answer = await connection.ask(apis.CreateTopics, (request) =>
    request
      .array(topics, (each, { name, partitions, configs }) =>
        each
          .string(name)
          .int32(partitions)
          .int16(-1)
          .int32(0)
          .array(Object.entries(configs), (entry, [key, value]) => entry.string(key).string(value)),
      )
      .int32(60_000)
      .boolean(false),
  );
  answer.int32();
  answer.array((each) => {
    const name = each.string();
    const [code, reason] = [each.int16(), each.nullableString()];
    if (code !== errorCodes.topicExists) expectNoError(code, `to make the topic ${name}`, reason);
  });
}

/** Makes a topic have that many partitions in all. */
export async function createPartitions(connection: Connection, name: string, count: number): Promise<void> {
  const answer = await connection.ask(apis.CreatePartitions, (request) =>
    request
      .array([name], (each) => each.string(name).int32(count).int32(-1))
      .int32(60_000)
      .boolean(false),
  );
  answer.int32();
  answer.array((each) => {
    each.string();
    expectNoError(each.int16(), `to extend the topic ${name} to ${count} partitions`, each.nullableString());
  });
}
