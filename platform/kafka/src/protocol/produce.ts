import { apis } from './apis.js';
import type { Connection } from './connection.js';
import { expectNoError } from './errorCode.js';
import type { Place } from './offsets.js';

/** Appends one batch to a partition, and resolves with the offset that its first record has got. */
export async function produce(connection: Connection, { topic, partition }: Place, batch: Buffer): Promise<number> {
  const answer = await connection.ask(apis.Produce, (request) =>
    request
      .string(null)
      .int16(-1)
      .int32(60_000)
      .array([topic], (each) => each.string(topic).array([partition], (entry) => entry.int32(partition).sized(batch))),
  );
  const [offset] = answer.array((each) => {
    each.string();
    return each.array((entry) => {
      entry.int32();
      const [code, first] = [entry.int16(), entry.int64()];
      entry.int64();
      entry.int64();
      entry.array((record) => [record.int32(), record.nullableString()]);
      expectNoError(code, `a batch for ${topic}-${partition}`, entry.nullableString());
      return first;
    })[0];
  });
  return offset ?? 0;
}
