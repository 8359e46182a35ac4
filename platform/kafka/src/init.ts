import { HookFailure } from '@dust-workspace/component/hooks';
import { changeConfigs, readConfigs } from './protocol/configs.js';
import type { Connection } from './protocol/connection.js';
import { createPartitions, createTopics, readTopics } from './protocol/topics.js';
import { untilRight } from './until.js';
import { wantedTopics, type WantedTopic } from './wantedTopics.js';
import { withKafka, type Context } from './withKafka.js';

/** Makes the topics that are missing, and gives those that are there the partitions and the retention that they lack. Takes nothing away. */
export async function init(context: Context): Promise<void> {
  const wanted = wantedTopics(context.env.KAFKA_TOPICS ?? '');
  if (wanted.length === 0) return;
  await withKafka(context, async (kafka) => {
    const before = await topicsThere(kafka);
    // Before anything is changed.
    for (const topic of wanted) expectNoneLost(topic, before.get(topic.name));
    const missing = wanted.filter(({ name }) => !before.has(name));
    if (missing.length > 0) await createTopics(kafka, missing);
    for (const { name, partitions } of missing) context.log(`made the topic ${name} of ${partitions} partitions`);
    for (const topic of wanted) await extend(context, kafka, topic, before.get(topic.name));
    await untilRight(context.signal, () => whatIsWrong(kafka, wanted));
  });
}

interface TopicThere {
  readonly partitions: number;
  /** Those that nobody serves. */
  readonly unserved: number;
  readonly effective: Readonly<Record<string, string>>;
}

async function topicsThere(kafka: Connection): Promise<Map<string, TopicThere>> {
  const topics = (await readTopics(kafka)).filter(({ isInternal }) => !isInternal);
  const configs = await readConfigs(
    kafka,
    topics.map(({ name }) => name),
  );
  return new Map(
    topics.map(({ name, partitions }) => {
      const unserved = partitions.filter(({ error }) => error !== 0).length;
      return [name, { partitions: partitions.length, unserved, effective: configs.get(name)?.effective ?? {} }] as const;
    }),
  );
}

function expectNoneLost({ name, partitions }: WantedTopic, there: TopicThere | undefined): void {
  if (there !== undefined && there.partitions > partitions)
    throw new HookFailure(
      `the topic ${name} has ${there.partitions} partitions, and KAFKA_TOPICS says ${partitions}: Kafka cannot take partitions away`,
      `Say ${name}:${there.partitions} in KAFKA_TOPICS, or delete the topic with all that is in it: dsw exec kafka scripts/client.sh topics --delete --topic ${name}`,
    );
}

async function extend(context: Context, kafka: Connection, topic: WantedTopic, there: TopicThere | undefined): Promise<void> {
  const { name, partitions, configs } = topic;
  if (there === undefined) return;
  if (there.partitions < partitions) {
    await createPartitions(kafka, name, partitions);
    context.log(
      `extended the topic ${name} from ${there.partitions} to ${partitions} partitions; keys belong to other partitions from now on`,
    );
  }
  const changes = Object.entries(configs).filter(([key, value]) => there.effective[key] !== value);
  await changeConfigs(kafka, name, Object.fromEntries(changes));
  for (const [key, value] of changes) context.log(`set ${key} of the topic ${name} to ${value}`);
}

async function whatIsWrong(kafka: Connection, wanted: readonly WantedTopic[]): Promise<HookFailure | undefined> {
  const there = await topicsThere(kafka);
  for (const { name, partitions, configs } of wanted) {
    const found = there.get(name);
    if (found === undefined) return new HookFailure(`the topic ${name} is not there after it was made`);
    if (found.partitions !== partitions)
      return new HookFailure(`the topic ${name} has ${found.partitions} partitions instead of ${partitions}`);
    if (found.unserved > 0)
      return new HookFailure(`${found.unserved} partitions of the topic ${name} are not served`, 'See dsw logs kafka.');
    for (const [key, value] of Object.entries(configs))
      if (found.effective[key] !== value)
        return new HookFailure(`${key} of the topic ${name} is ${found.effective[key] ?? 'not set'} instead of ${value}`);
  }
  return undefined;
}
