import { apis } from './apis.js';
import type { Connection } from './connection.js';
import { expectNoError } from './errorCode.js';

const ofTopic = 2;
/** By which a setting is known to be one of the topic, and no default. */
const fromTopic = 1;
const set = 0;
const remove = 1;

/** Settings of a topic by their names, sorted. */
export type Configs = Readonly<Record<string, string>>;

/** `own` are those that were made for the topic itself, `effective` all that hold. */
export interface TopicConfigs {
  readonly own: Configs;
  readonly effective: Configs;
}

export async function readConfigs(connection: Connection, topics: readonly string[]): Promise<Map<string, TopicConfigs>> {
  if (topics.length === 0) return new Map();
  const answer = await connection.ask(apis.DescribeConfigs, (request) =>
    request.array(topics, (each, name) => each.int8(ofTopic).string(name).int32(-1)).boolean(false),
  );
  answer.int32();
  const found = answer.array((each) => {
    const [code, reason] = [each.int16(), each.nullableString()];
    each.int8();
    const name = each.string();
    expectNoError(code, `to describe the settings of ${name}`, reason);
    const entries = each.array((entry) => {
      const [key, value] = [entry.string(), entry.nullableString()];
      entry.boolean();
      const source = entry.int8();
      entry.boolean();
      entry.array((synonym) => [synonym.string(), synonym.nullableString(), synonym.int8()]);
      return { key, value: value ?? '', source };
    });
    entries.sort((a, b) => (a.key < b.key ? -1 : 1));
    const own = entries.filter(({ source }) => source === fromTopic);
    return [name, { own: byName(own), effective: byName(entries) }] as const;
  });
  return new Map(found);
}

function byName(entries: readonly { readonly key: string; readonly value: string }[]): Configs {
  return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
}

/** Changes settings of a topic; undefined is back to the default. Others stay. */
export async function changeConfigs(
  connection: Connection,
  topic: string,
  changes: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  if (Object.keys(changes).length === 0) return;
  const answer = await connection.ask(apis.IncrementalAlterConfigs, (request) =>
    request
      .array([topic], (each) =>
        each
          .int8(ofTopic)
          .string(topic)
          .array(Object.entries(changes), (entry, [key, value]) =>
            entry
              .string(key)
              .int8(value === undefined ? remove : set)
              .string(value ?? null),
          ),
      )
      .boolean(false),
  );
  answer.int32();
  answer.array((each) => {
    const [code, reason] = [each.int16(), each.nullableString()];
    each.int8();
    each.string();
    expectNoError(code, `to change the settings of ${topic}`, reason);
  });
}
