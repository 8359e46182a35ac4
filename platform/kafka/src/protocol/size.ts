import { apis } from './apis.js';
import type { Connection } from './connection.js';
import { expectNoError } from './errorCode.js';

/** How many bytes topics take on disk. */
export async function readSize(connection: Connection, topics: ReadonlySet<string>): Promise<number> {
  const answer = await connection.ask(apis.DescribeLogDirs, (request) => request.int32(-1));
  answer.int32();
  let bytes = 0;
  answer.array((folder) => {
    expectNoError(folder.int16(), 'to say how much there is');
    folder.string();
    folder.array((each) => {
      const name = each.string();
      each.array((partition) => {
        partition.int32();
        const size = partition.int64();
        partition.int64();
        partition.boolean();
        if (topics.has(name)) bytes += size;
      });
    });
  });
  return bytes;
}
