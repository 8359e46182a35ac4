import { Connection } from '../protocol/connection.js';
import { apis } from '../protocol/apis.js';

/** Where clients that have come by an address are told to go on. */
export async function advertised(host: string, port: number): Promise<string[]> {
  const kafka = await Connection.open({ host, port, signal: AbortSignal.timeout(30_000) });
  try {
    const answer = await kafka.ask(apis.Metadata, (request) => request.int32(0).boolean(false).boolean(false).boolean(false));
    answer.int32();
    return answer.array((node) => {
      node.int32();
      const address = `${node.string()}:${node.int32()}`;
      node.nullableString();
      return address;
    });
  } finally {
    kafka.close();
  }
}
