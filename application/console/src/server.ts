import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Asset } from './assets.js';
import { addChanges, type ChangeParts } from './changeRoutes.js';
import { addEvents, type EventParts } from './eventRoutes.js';
import { guard } from './guard.js';
import { addReads, type ReadParts } from './readRoutes.js';
import type { Runs } from './runs.js';

export interface ServerParts extends ReadParts, ChangeParts, EventParts {
  readonly runs: Runs;
  /** By path. */
  readonly assets: ReadonlyMap<string, Asset>;
  readonly log: (line: string) => void;
}

/** In bytes: what is asked for is said in few words. */
const bodyLimit = 16 * 1024;

/** Below it, the name of a file changes with its content. */
const hashed = '/assets/';

/** The web service, not listening yet. */
export function createServer(parts: ServerParts): FastifyInstance {
  const server = fastify({
    bodyLimit,
    forceCloseConnections: true,
    // A path that cannot be decoded never reaches the hooks.
    frameworkErrors: refuseBadPath,
  });
  // Forms of other pages can send plain text, but not JSON.
  server.removeContentTypeParser('text/plain');
  server.addHook('onRequest', async (request, reply) => {
    if (!guard(request, reply)) return reply;
    if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store');
    return undefined;
  });
  server.setNotFoundHandler((request, reply) => reply.code(404).send({ message: `there is nothing at ${request.url}` }));
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    const code = error.statusCode ?? 500;
    if (code < 500) return reply.code(code).send({ message: error.message });
    parts.log(`${request.method} ${request.url} failed: ${error.stack ?? error.message}`);
    return reply.code(code).send({ message: 'the console failed; its log says why' });
  });
  addReads(server, parts);
  addEvents(server, parts);
  addChanges(server, parts);
  addPage(server, parts.assets);
  return server;
}

function refuseBadPath(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  if (guard(request, reply)) void reply.code(400).send({ message: error.message });
}

function addPage(server: FastifyInstance, assets: ReadonlyMap<string, Asset>): void {
  for (const [path, { type, etag, content }] of assets) {
    server.get(path, async (request, reply) => {
      void reply.headers({ etag, 'cache-control': path.startsWith(hashed) ? 'public, max-age=31536000, immutable' : 'no-cache' });
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      return reply.type(type).send(content);
    });
  }
}
