import { createServer } from 'node:net';

let next = 24_000 + (process.pid % 500) * 10;

/** A port on which nobody listens, below those that the system hands out, and never the same twice in one run. */
export async function freePort(): Promise<number> {
  for (; ; next++) if (await isFree(next)) return next++;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
