import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { HistoryAnswer, StatusAnswer } from './api.js';
import type { Asset } from './assets.js';
import { guard } from './guard.js';
import { parseMinutes } from './historyAnswer.js';

export interface ServerParts {
  readonly status: () => Promise<StatusAnswer>;
  readonly history: (minutes: number) => Promise<HistoryAnswer>;
  /** By path. */
  readonly assets: ReadonlyMap<string, Asset>;
  readonly log: (line: string) => void;
}

/** The web service, not listening yet. */
export function createServer(parts: ServerParts): FastifyInstance {
  const server = fastify({
    forceCloseConnections: true,
    // A path that cannot be decoded never reaches the hooks.
    frameworkErrors: refuseBadPath,
  });
  server.addHook('onRequest', async (request, reply) => (guard(request, reply) ? undefined : reply));
  server.setNotFoundHandler((request, reply) => reply.code(404).send({ message: `there is nothing at ${request.url}` }));
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    const code = error.statusCode ?? 500;
    if (code < 500) return reply.code(code).send({ message: error.message });
    parts.log(`${request.method} ${request.url} failed: ${error.stack ?? error.message}`);
    return reply.code(code).send({ message: 'the console failed; its log says why' });
  });
  addApi(server, parts);
  addPage(server, parts.assets);
  return server;
}

function refuseBadPath(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  if (guard(request, reply)) void reply.code(400).send({ message: error.message });
}

function addApi(server: FastifyInstance, { status, history }: ServerParts): void {
  server.get('/api/health', async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }));

  server.get('/api/status', async (_request, reply) => reply.header('cache-control', 'no-store').send(await status()));

  server.get<{ Querystring: { minutes?: string } }>('/api/history', async (request, reply) => {
    const minutes = parseMinutes(request.query.minutes);
    if (!minutes.ok) return reply.code(400).send({ message: minutes.diagnostics[0]?.message });
    return reply.header('cache-control', 'no-store').send(await history(minutes.value));
  });
}

function addPage(server: FastifyInstance, assets: ReadonlyMap<string, Asset>): void {
  for (const [path, { type, etag, content }] of assets) {
    server.get(path, async (request, reply) => {
      void reply.headers({ etag, 'cache-control': 'no-cache' });
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      return reply.type(type).send(content);
    });
  }
}
