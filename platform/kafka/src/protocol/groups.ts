import { apis } from './apis.js';
import type { Connection } from './connection.js';
import { errorCodes, expectNoError } from './errorCode.js';
import type { Place } from './offsets.js';

export interface Group {
  readonly name: string;
  /** `consumer` for those that read topics with positions that they commit; Connect and share groups have others, or none. */
  readonly protocol: string;
}

/** How far a group has read a partition. */
export interface Position extends Place {
  readonly offset: number;
  /** What whoever committed it has noted with it. */
  readonly metadata: string;
}

/** All groups, sorted by name. */
export async function listGroups(connection: Connection): Promise<Group[]> {
  const answer = await connection.ask(apis.ListGroups, () => undefined);
  answer.int32();
  expectNoError(answer.int16(), 'to list the groups of consumers');
  const groups = answer.array((each) => ({ name: each.string(), protocol: each.string() }));
  return groups.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Everything that a group has committed; nothing of one that is gone, or has no positions. */
export async function readPositions(connection: Connection, group: string): Promise<Position[]> {
  const answer = await connection.ask(apis.OffsetFetch, (request) => request.string(group).int32(-1));
  answer.int32();
  const topics = answer.array((each) => {
    const topic = each.string();
    return each.array((entry) => {
      const [partition, offset] = [entry.int32(), entry.int64()];
      entry.int32();
      const metadata = entry.string();
      expectNoError(entry.int16(), `to say how far ${group} has read ${topic}-${partition}`);
      return { topic, partition, offset, metadata };
    });
  });
  const code = answer.int16();
  if (code === errorCodes.groupNotFound) return [];
  expectNoError(code, `to say how far ${group} has read`);
  return topics
    .flat()
    .filter(({ offset }) => offset >= 0)
    .sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
}

/** Commits positions for a group of which nobody is a member. */
export async function commitPositions(connection: Connection, group: string, positions: readonly Position[]): Promise<void> {
  const topics = [...new Set(positions.map(({ topic }) => topic))];
  const answer = await connection.ask(apis.OffsetCommit, (request) =>
    request
      .string(group)
      .int32(-1)
      .string('')
      .array(topics, (each, topic) =>
        each.string(topic).array(
          positions.filter((position) => position.topic === topic),
          (entry, { partition, offset, metadata }) => entry.int32(partition).int64(offset).int32(-1).string(metadata),
        ),
      ),
  );
  answer.int32();
  answer.array((each) => {
    const topic = each.string();
    each.array((entry) => {
      const partition = entry.int32();
      expectNoError(entry.int16(), `the position of ${group} in ${topic}-${partition}`);
    });
  });
}

/** Has Kafka make the topic in which positions are kept, which it does when it is first asked who keeps them. */
export async function findCoordinator(connection: Connection, group: string): Promise<void> {
  const answer = await connection.ask(apis.FindCoordinator, (request) => request.string(group).int8(0));
  answer.int32();
  expectNoError(answer.int16(), `to say who keeps the positions of ${group}`, answer.nullableString());
}
