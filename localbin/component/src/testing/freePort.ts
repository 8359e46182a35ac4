import { createServer } from 'node:net';

/** Neither are ports leased here in blocks, nor does the system hand them out for outgoing connections. */
const range = { first: 10_000, size: 10_000 };

/** Test runs at the same time begin at different places. */
let next = (process.pid * 37) % range.size;

/** A port of 127.0.0.1 on which nobody listens, and never the same twice in one process. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = range.first + (next++ % range.size);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
