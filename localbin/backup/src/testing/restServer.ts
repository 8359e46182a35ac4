import { readFileSync, readdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface RestServer {
  /** A repository on it as restic understands it. */
  repository(name: string): string;
  /** Puts an empty repository there that is in a folder. */
  load(name: string, folder: string): void;
  /** From now on every write after so many is refused, as by a server whose disk is full. */
  refuseWritesAfter(count: number, onRefusal?: () => void): void;
  close(): Promise<void>;
}

export const credentials = { user: 'somebody', password: 'let me in' };

/**
 * A server for the REST backend of restic, in memory: https://restic.readthedocs.io/en/stable/REST_backend.html. Unlike the one that restic offers it
 * fails on demand.
 */
export async function startRestServer(): Promise<RestServer> {
  const files = new Map<string, Buffer>();
  let writesLeft = Infinity;
  let refused = (): void => undefined;
  const server = createServer((request, response) => {
    void readAll(request).then((body) => {
      if (request.method === 'POST' && body.length > 0 && !request.url?.includes('/locks/') && writesLeft-- <= 0) {
        response.writeHead(507).end();
        refused();
      } else answer(files, request, body, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const userInfo = `${credentials.user}:${encodeURIComponent(credentials.password)}`;
  return {
    repository: (name) => `rest:http://${userInfo}@127.0.0.1:${port}/${name}/`,
    load: (name, folder) => {
      for (const path of ['config', ...readdirSync(join(folder, 'keys')).map((key) => `keys/${key}`)])
        files.set(`/${name}/${path}`, readFileSync(join(folder, path)));
    },
    refuseWritesAfter: (count, onRefusal = () => undefined) => {
      writesLeft = count;
      refused = onRefusal;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(files: Map<string, Buffer>, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const { method, headers } = request;
  const path = (request.url ?? '').replace(/\?.*$/, '');
  const content = files.get(path);
  if (headers.authorization !== `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`)
    response.writeHead(401).end();
  else if (method === 'POST') {
    if (!path.endsWith('/')) files.set(path, body);
    response.writeHead(200).end();
  } else if (method === 'DELETE') response.writeHead(files.delete(path) ? 200 : 404).end();
  else if (path.endsWith('/')) response.writeHead(200, { 'Content-Type': 'application/vnd.x.restic.rest.v2' }).end(list(files, path));
  else if (content === undefined) response.writeHead(404).end();
  else if (method === 'HEAD') response.writeHead(200, { 'Content-Length': content.length }).end();
  else {
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
    const part = content.subarray(Number(first ?? 0), last ? Number(last) + 1 : content.length);
    response.writeHead(first === undefined ? 200 : 206, { 'Content-Length': part.length }).end(part);
  }
}

function list(files: Map<string, Buffer>, folder: string): string {
  const within = [...files].filter(([path]) => path.startsWith(folder));
  return JSON.stringify(within.map(([path, content]) => ({ name: path.slice(folder.length), size: content.length })));
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
