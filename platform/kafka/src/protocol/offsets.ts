import { apis } from './apis.js';
import type { Connection } from './connection.js';
import { expectNoError } from './errorCode.js';

export interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** Where the records of a partition begin and end. `stable` is the end but for transactions that are still open, and is of a later moment. */
export interface Range {
  readonly start: number;
  readonly stable: number;
  readonly end: number;
}

const latest = -1;
const earliest = -2;
const uncommitted = 0;
export const committed = 1;

export interface PlacedRange extends Place, Range {}

/**
 * The ranges of partitions, in their order. They are asked for from behind, so that what comes meanwhile is not taken for a transaction, and no range ends
 * before it starts.
 */
export async function readRanges(connection: Connection, places: readonly Place[]): Promise<PlacedRange[]> {
  const ends = await list(connection, places, latest, uncommitted);
  const stables = await list(connection, places, latest, committed);
  const starts = await list(connection, places, earliest, uncommitted);
  return places.map((place) => {
    const start = starts(place);
    return { ...place, start, stable: Math.max(start, stables(place)), end: Math.max(start, ends(place)) };
  });
}

/** The range of one partition. */
export async function readRange(connection: Connection, place: Place): Promise<Range> {
  const [range] = await readRanges(connection, [place]);
  return range as PlacedRange;
}

async function list(connection: Connection, places: readonly Place[], time: number, isolation: number): Promise<(place: Place) => number> {
  if (places.length === 0) return () => 0;
  const topics = [...new Set(places.map(({ topic }) => topic))];
  const answer = await connection.ask(apis.ListOffsets, (request) =>
    request
      .int32(-1)
      .int8(isolation)
      .array(topics, (each, topic) =>
        each.string(topic).array(
          places.filter((place) => place.topic === topic),
          (entry, { partition }) => entry.int32(partition).int32(-1).int64(time),
        ),
      ),
  );
  answer.int32();
  const found = new Map<string, number>();
  answer.array((each) => {
    const topic = each.string();
    each.array((entry) => {
      const [partition, code] = [entry.int32(), entry.int16()];
      expectNoError(code, `to say what ${topic}-${partition} holds`);
      entry.int64();
      found.set(`${topic}-${partition}`, entry.int64());
      entry.int32();
    });
  });
  return ({ topic, partition }) => found.get(`${topic}-${partition}`) ?? 0;
}

/** Removes the records of a partition before an offset, which becomes its start. */
export async function deleteRecords(connection: Connection, { topic, partition }: Place, before: number): Promise<void> {
  const answer = await connection.ask(apis.DeleteRecords, (request) =>
    request.array([topic], (each) => each.string(topic).array([partition], (entry) => entry.int32(partition).int64(before))).int32(60_000),
  );
  answer.int32();
  answer.array((each) => {
    each.string();
    each.array((entry) => {
      entry.int32();
      entry.int64();
      expectNoError(entry.int16(), `to let ${topic}-${partition} begin at ${before}`);
    });
  });
}
