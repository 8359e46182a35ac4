import { apis } from './apis.js';
import type { Connection } from './connection.js';
import { expectNoError } from './errorCode.js';
import { committed, type Place } from './offsets.js';

export interface Fetched {
  /** Batches one after the other; the last one may be a part of one. */
  readonly records: Buffer;
  readonly aborted: readonly AbortedTransaction[];
}

/** From where on records of a producer do not count, up to the end of its transaction. */
export interface AbortedTransaction {
  readonly producer: bigint;
  readonly first: number;
}

/** How much is fetched at once. A batch that is larger comes alone. */
const bytesAtOnce = 4 * 1024 ** 2;

/** Reads a partition from an offset on, as far as its transactions have ended. */
export async function fetch(connection: Connection, { topic, partition }: Place, offset: number): Promise<Fetched> {
  const answer = await connection.ask(apis.Fetch, (request) =>
    request
      .int32(-1)
      .int32(500)
      .int32(1)
      .int32(bytesAtOnce)
      .int8(committed)
      .int32(0)
      .int32(-1)
      .array([topic], (each) =>
        each.string(topic).array([partition], (entry) => entry.int32(partition).int32(-1).int64(offset).int64(-1).int32(bytesAtOnce)),
      )
      .array([], () => undefined)
      .string(''),
  );
  answer.int32();
  expectNoError(answer.int16(), 'to be read');
  answer.int32();
  const [fetched] = answer.array((each) => {
    each.string();
    return each.array((entry) => {
      entry.int32();
      expectNoError(entry.int16(), `to read ${topic}-${partition} at ${offset}`);
      for (let field = 0; field < 3; field++) entry.int64();
      const aborted = entry.array((transaction) => ({ producer: transaction.bigint64(), first: transaction.int64() }));
      entry.int32();
      return { records: entry.sized(), aborted };
    })[0];
  });
  return fetched ?? { records: Buffer.alloc(0), aborted: [] };
}
