import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOwnHost } from './host.js';

const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Sets the security headers of every answer, and answers a foreign Host itself with 403. Returns whether the request may go on. */
export function guard(request: FastifyRequest, reply: FastifyReply): boolean {
  void reply.headers(headers);
  if (isOwnHost(request.headers.host, request.socket.localPort)) return true;
  void reply.code(403).type('text/plain; charset=utf-8').send(refusal(request.socket.localPort));
  return false;
}

function refusal(port: number | undefined): string {
  return [
    'This console answers only under its own address, so that no other website can read it through your browser.',
    `Open http://127.0.0.1:${port ?? ''}/ instead.`,
    '',
  ].join('\n');
}
