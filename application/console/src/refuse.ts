import type { Diagnostic } from '@dust-workspace/component';
import type { FastifyReply } from 'fastify';
import type { ProblemAnswer } from './api.js';

/** Answers with what is wrong, and what to do about it. */
export function refuse(reply: FastifyReply, code: number, found: Diagnostic | ProblemAnswer | undefined): FastifyReply {
  const { message, remedy, run } = { run: undefined, ...(found ?? { message: 'the engine does not say why', remedy: undefined }) };
  const answer: ProblemAnswer = { message, ...(remedy === undefined ? {} : { remedy }), ...(run === undefined ? {} : { run }) };
  return reply.code(code).send(answer);
}
