import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { loopback } from '../viewpoint.js';

/** A port of 127.0.0.1 that this process holds until it releases it or ends, however it ends. */
export interface BoundPort {
  release(): Promise<void>;
}

/** Undefined where somebody else has the port, be it only for the moment. */
export async function bindPort(port: number): Promise<BoundPort | undefined> {
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen({ host: loopback, port, exclusive: true });
    await once(server, 'listening');
    return { release: () => closed(server) };
  } catch {
    return undefined;
  }
}

/** Ports of 127.0.0.1 that nobody uses now, for something that runs for a moment only. Nobody holds them. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen({ host: loopback, port: 0, exclusive: true }));
  const numbers = await Promise.all(
    servers.map(async (server) => {
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    }),
  );
  await Promise.all(servers.map(closed));
  return numbers;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
