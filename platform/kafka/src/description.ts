import { HookFailure, type SnapshotReader } from '@dust-workspace/component/hooks';
import type { Configs } from './protocol/configs.js';
import type { Position } from './protocol/groups.js';

/** What is beside the records in a backup. */
export interface Description {
  readonly topics: readonly DescribedTopic[];
  readonly groups: readonly { readonly name: string; readonly positions: readonly DescribedPosition[] }[];
}

export interface DescribedTopic {
  readonly name: string;
  /** Settings made for the topic itself. */
  readonly configs: Configs;
  readonly partitions: readonly DescribedPartition[];
}

export interface DescribedPartition {
  readonly partition: number;
  /** The first offset that was there, whether or not there was a record at it. */
  readonly start: number;
  /** Behind the last one. */
  readonly end: number;
  /** How many there are; fewer than offsets where Kafka has removed some, or used them for itself. */
  readonly records: number;
  /** The file with the records, in batches as Kafka keeps them on disk; absent where there are none. */
  readonly file?: string;
}

export interface DescribedPosition extends Position {
  /** How many records are still to be read from there. */
  readonly left: number;
}

export const descriptionFile = 'topics.json';

/** `kafka-dump-log.sh` reads files of such names. */
export function recordsFile(number: number): string {
  return `${String(number).padStart(20, '0')}.log`;
}

/** Reads what describes a backup, and refuses what is not as it was written. */
export async function readDescription(snapshot: SnapshotReader): Promise<Description> {
  if (!snapshot.files.includes(descriptionFile)) throw damaged(`there is no ${descriptionFile} in it`);
  const chunks: Buffer[] = [];
  for await (const chunk of snapshot.file(descriptionFile)) chunks.push(chunk as Buffer);
  const description = parse(Buffer.concat(chunks).toString());
  const named = description.topics.flatMap(({ partitions }) => partitions.flatMap(({ file }) => (file === undefined ? [] : [file])));
  const missing = named.find((file) => !snapshot.files.includes(file));
  if (missing !== undefined) throw damaged(`there is no ${missing} in it`);
  return description;
}

function parse(text: string): Description {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw damaged(`${descriptionFile} is no JSON`);
  }
  if (!isDescription(content)) throw damaged(`${descriptionFile} does not describe topics`);
  return content;
}

function isDescription(content: unknown): content is Description {
  if (!isObject(content)) return false;
  const { topics, groups } = content;
  return isListOf(topics, isTopic) && isListOf(groups, isGroup);
}

function isTopic(topic: Fields): boolean {
  const { name, configs, partitions } = topic;
  return typeof name === 'string' && isObject(configs) && isListOf(partitions, isPartition);
}

function isPartition({ partition, start, end, records, file }: Fields): boolean {
  return [partition, start, end, records].every(Number.isSafeInteger) && (file === undefined || typeof file === 'string');
}

function isGroup({ name, positions }: Fields): boolean {
  return typeof name === 'string' && isListOf(positions, isPosition);
}

function isPosition({ topic, partition, offset, left, metadata }: Fields): boolean {
  return typeof topic === 'string' && typeof metadata === 'string' && [partition, offset, left].every(Number.isSafeInteger);
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, test: (entry: Fields) => boolean): boolean {
  return Array.isArray(value) && value.every((entry) => isObject(entry) && test(entry));
}

function damaged(reason: string): HookFailure {
  return new HookFailure(`the backup is damaged: ${reason}`, 'Take another set: dsw backup-list.');
}
