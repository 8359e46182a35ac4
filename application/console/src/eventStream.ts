import type { FastifyReply } from 'fastify';

/** Server-sent events on one connection. */
export interface EventStream {
  /** `data` is JSON. Ends the connection when its reader is too far behind: browsers connect again, and then get what counts. */
  send(event: string, data: string): void;
  /** Resolves when more may be sent without piling up, or when the connection is over. */
  drained(): Promise<void>;
  end(): void;
  readonly signal: AbortSignal;
}

export interface EventStreamOptions {
  /** How many bytes may wait for a reader. */
  readonly limit: number;
  /** Milliseconds between two signs of life. */
  readonly heartbeat: number;
}

/** Answers a request with a stream of events. Headers that were set on the reply go with it. */
export function openEventStream(reply: FastifyReply, { limit, heartbeat }: EventStreamOptions): EventStream {
  const over = new AbortController();
  const { raw } = reply;
  reply.hijack();
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
  });

  function write(text: string): void {
    if (raw.destroyed || raw.writableEnded) return;
    raw.write(text);
    if (raw.writableLength > limit) raw.destroy();
  }

  const beat = setInterval(() => {
    write(': \n\n');
  }, heartbeat);
  raw.once('close', () => {
    clearInterval(beat);
    over.abort();
  });
  raw.on('error', () => undefined);
  // A browser that lost the connection tries again after this many milliseconds.
  write('retry: 1000\n\n');

  return {
    send: (event, data) => {
      write(`event: ${event}\ndata: ${data}\n\n`);
    },
    drained: () =>
      new Promise((resolve) => {
        if (!raw.writableNeedDrain || raw.destroyed) {
          resolve();
          return;
        }
        const settle = (): void => {
          raw.off('drain', settle);
          raw.off('close', settle);
          resolve();
        };
        raw.on('drain', settle).on('close', settle);
      }),
    end: () => {
      clearInterval(beat);
      raw.end();
    },
    signal: over.signal,
  };
}
