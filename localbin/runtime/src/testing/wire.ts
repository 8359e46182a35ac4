import { EventEmitter, once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line to a server on this machine that lets only so much of its answers through. */
export interface Wire {
  /** `127.0.0.1:<port>`. */
  readonly address: string;
  /** Resolves when an answer has reached the limit for the first time. */
  readonly reached: Promise<void>;
  /** Lets through what stalled, and everything from now on. */
  release(): void;
  /** How many connections are open. */
  connections(): number;
  close(): Promise<void>;
}

export interface WireLimit {
  /** Bytes of answers in one connection. */
  readonly after: number;
  /** What then happens: the connection breaks off, or nothing more comes. */
  readonly then: 'break' | 'stall';
}

/** Puts a line in front of `target` (`host:port`). */
export async function wireTo(target: string, limit: WireLimit): Promise<Wire> {
  const [host = '', port = ''] = target.split(':');
  const sockets = new Set<Socket>();
  const released = new EventEmitter();
  let limitOfAll = limit.after;
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const server = createServer((client) => {
    const behind = connect(Number(port), host);
    let bytes = 0;
    for (const socket of [client, behind]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        behind.destroy();
      });
    }
    client.pipe(behind);
    behind.on('data', (chunk: Buffer) => {
      const left = Math.max(limitOfAll - bytes, 0);
      bytes += chunk.length;
      client.write(chunk.subarray(0, left));
      if (bytes < limitOfAll) return;
      behind.pause();
      if (limit.then === 'break') client.end(() => behind.destroy());
      released.once('release', () => {
        client.write(chunk.subarray(left));
        behind.resume();
      });
      reach();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${own}`,
    reached,
    release: () => {
      limitOfAll = Infinity;
      released.emit('release');
    },
    // Each has two ends.
    connections: () => sockets.size / 2,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
