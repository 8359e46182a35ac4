import { HookFailure } from '@dust-workspace/component/hooks';
import { readConfigs, type TopicConfigs } from './protocol/configs.js';
import type { Connection } from './protocol/connection.js';
import { readRanges, type PlacedRange } from './protocol/offsets.js';
import { readTopics } from './protocol/topics.js';
import { readGroups, type ReadGroups } from './readGroups.js';

export interface SurveyedTopic {
  readonly name: string;
  readonly configs: TopicConfigs;
  readonly partitions: readonly PlacedRange[];
}

export interface Survey extends ReadGroups {
  readonly topics: readonly SurveyedTopic[];
}

/**
 * What there is at one moment, without the records themselves, which stay what they are. How far groups have read is asked for before the ends of
 * partitions, so that nobody has read further than to the end.
 */
export async function survey(kafka: Connection, signal: AbortSignal): Promise<Survey> {
  const groups = await readGroups(kafka, signal);
  const described = (await readTopics(kafka)).filter(({ isInternal }) => !isInternal);
  const configs = await readConfigs(
    kafka,
    described.map(({ name }) => name),
  );
  const places = described.flatMap(({ name, partitions }) =>
    partitions.map(({ partition, error }) => {
      if (error !== 0) throw new HookFailure(`nobody serves ${name}-${partition}`, 'See dsw logs kafka.');
      return { topic: name, partition };
    }),
  );
  const surveyed = await readRanges(kafka, places);
  const topics = described.map(({ name }) => ({
    name,
    configs: configs.get(name) ?? { own: {}, effective: {} },
    partitions: surveyed.filter(({ topic }) => topic === name),
  }));
  return { ...groups, topics };
}
