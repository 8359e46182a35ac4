import type { FastifyReply, FastifyRequest } from 'fastify';
import { isForeign, isOwnHost } from './host.js';

const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Sets the security headers of every answer, and answers what comes from elsewhere itself with 403. Returns whether the request may go on. */
export function guard(request: FastifyRequest, reply: FastifyReply): boolean {
  void reply.headers(headers);
  const { localPort } = request.socket;
  const { host, origin } = request.headers;
  const source = {
    host,
    origin,
    site: header(request, 'sec-fetch-site'),
    mode: header(request, 'sec-fetch-mode'),
    destination: header(request, 'sec-fetch-dest'),
  };
  const isPage = request.method === 'GET' && request.url === '/';
  if (isOwnHost(host, localPort) && !isForeign(source, isPage)) return true;
  const [message, remedy] = refusal(localPort);
  if (request.url.startsWith('/api/')) void reply.code(403).send({ message, remedy });
  else void reply.code(403).type('text/plain; charset=utf-8').send(`${message}\n${remedy}\n`);
  return false;
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join() : value;
}

function refusal(port: number | undefined): readonly [message: string, remedy: string] {
  return [
    'This console answers only under its own address, so that no other website can read it or change anything through your browser.',
    `Open http://127.0.0.1:${port ?? ''}/ instead.`,
  ];
}
