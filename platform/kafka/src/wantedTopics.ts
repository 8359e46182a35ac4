import { HookFailure } from '@dust-workspace/component/hooks';
import type { Configs } from './protocol/configs.js';

/** A topic that init makes. */
export interface WantedTopic {
  readonly name: string;
  readonly partitions: number;
  /** Settings that it is to have; others are left alone. */
  readonly configs: Configs;
}

const form =
  'Write each as name:partitions:retention, such as orders:3:7d, audit:1:forever or prices:1:compact; what follows the name may be left out.';
const unit = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads KAFKA_TOPICS: topics separated by white space. Everything that is wrong is said at once. */
export function wantedTopics(text: string): WantedTopic[] {
  const topics: WantedTopic[] = [];
  const problems: string[] = [];
  for (const entry of text.split(/\s+/).filter((each) => each !== '')) {
    const problem = readEntry(entry, topics);
    if (problem !== undefined) problems.push(`${entry}: ${problem}`);
  }
  if (problems.length > 0) throw new HookFailure(`KAFKA_TOPICS is not right: ${problems.join('; ')}`, form);
  return topics;
}

function readEntry(entry: string, topics: WantedTopic[]): string | undefined {
  const [name = '', partitions = '1', retention, ...rest] = entry.split(':');
  if (rest.length > 0) return 'has more than three parts';
  // As Kafka has it, which takes a dot and an underscore for the same in names of its measurements.
  if (!/^[A-Za-z0-9._-]{1,249}$/.test(name) || name === '.' || name === '..')
    return 'the name of a topic is made of letters, digits, dots, underscores and dashes, at most 249';
  if (name.startsWith('__')) return 'names that begin with __ are Kafka’s own';
  if (topics.some((topic) => topic.name === name)) return 'is there twice';
  if (!/^[1-9]\d{0,4}$/.test(partitions)) return `${partitions} is no number of partitions`;
  const configs = retention === undefined ? {} : configsOf(retention);
  if (configs === undefined) return `${retention} is no retention`;
  topics.push({ name, partitions: Number(partitions), configs });
  return undefined;
}

function configsOf(retention: string): Configs | undefined {
  if (retention === 'compact') return { 'cleanup.policy': 'compact' };
  if (retention === 'forever') return { 'cleanup.policy': 'delete', 'retention.ms': '-1' };
  const [, number, letter] = /^([1-9]\d{0,8})([smhd])$/.exec(retention) ?? [];
  if (number === undefined) return undefined;
  return { 'cleanup.policy': 'delete', 'retention.ms': String(Number(number) * unit[letter as keyof typeof unit]) };
}
