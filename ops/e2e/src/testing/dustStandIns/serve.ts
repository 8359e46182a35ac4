import { createServer, type IncomingMessage } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export interface Asked {
  readonly method: string;
  /** The parts of its path, decoded: `/a/b?c` is `['a', 'b']`. */
  readonly path: readonly string[];
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers requests with JSON until it is told to end. */
export function serve(port: number, answer: (asked: Asked) => Answer | Promise<Answer>, host = '127.0.0.1'): void {
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const path = pathname.split('/').slice(1).map(decodeURIComponent);
      const { method = '', headers } = request;
      const { status, body = {} } = await answer({ method, path, headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    })();
  });
  server.listen(port, host);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0));
}
