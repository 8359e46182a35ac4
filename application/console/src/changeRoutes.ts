import type { Result } from '@dust-workspace/component';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refusal } from './actions.js';
import {
  componentVerbs,
  workspaceVerbs,
  type ComponentVerb,
  type SessionAnswer,
  type StartedAnswer,
  type StatusAnswer,
  type WorkspaceVerb,
} from './api.js';
import type { HandOver } from './handOver.js';
import { noComponent } from './noComponent.js';
import { refuse } from './refuse.js';
import { parseVerbRequest } from './requestBody.js';
import type { Runs } from './runs.js';
import { holdsToken, noToken } from './token.js';

export interface ChangeParts {
  /** Undefined: nothing can be changed through this console. */
  readonly token: string | undefined;
  readonly handOver: HandOver;
  readonly runs: Pick<Runs, 'start' | 'interrupt' | 'find' | 'busy'>;
  readonly status: () => Promise<StatusAnswer>;
  /** The command elsewhere that works on the environment, for people. */
  readonly working: () => Promise<Result<string | undefined>>;
  readonly log: (line: string) => void;
}

/** What can be changed, by whoever has the token. */
export function addChanges(server: FastifyInstance, parts: ChangeParts): void {
  const { token, handOver, runs, log } = parts;

  const withToken = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { authorization } = request.headers;
    if (token !== undefined && holdsToken(authorization, token)) return undefined;
    if (authorization !== undefined) log(`${request.method} ${request.url} came with a wrong token`);
    return refuse(reply.header('www-authenticate', 'Bearer'), 401, token === undefined ? noToken : missingToken);
  };
  const guarded = { onRequest: [withToken, onlyJson] };

  server.get('/api/session', { onRequest: withToken }, async (_request, reply) => reply.code(204).send());

  server.post('/api/codes', guarded, async (_request, reply) => reply.code(201).send({ code: handOver.issue() }));

  server.post<{ Body: unknown }>('/api/session', { onRequest: onlyJson }, async ({ body }, reply) => {
    const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
    if (token === undefined) return refuse(reply, 401, noToken);
    if (typeof code !== 'string' || !handOver.redeem(code)) return refuse(reply, 401, staleCode);
    return reply.send({ token } satisfies SessionAnswer);
  });

  server.post<{ Params: { component: string; verb: string }; Body: unknown }>(
    '/api/components/:component/:verb',
    guarded,
    async ({ params: { component, verb }, body }, reply) => {
      if (!isOneOf(componentVerbs, verb)) return refuse(reply, 404, noVerb(verb, componentVerbs));
      const status = await parts.status();
      if (!status.components.some(({ name }) => name === component)) return refuse(reply, 404, noComponent(component));
      return begin(reply, verb, component, body, status);
    },
  );

  server.post<{ Params: { verb: string }; Body: unknown }>('/api/workspace/:verb', guarded, async ({ params: { verb }, body }, reply) => {
    if (!isOneOf(workspaceVerbs, verb)) return refuse(reply, 404, noVerb(verb, workspaceVerbs));
    return begin(reply, verb, null, body, await parts.status());
  });

  server.post<{ Params: { run: string } }>('/api/runs/:run/interrupt', guarded, async ({ params: { run } }, reply) => {
    if (runs.interrupt(run) !== undefined) return reply.code(202).send({ run } satisfies StartedAnswer);
    if (runs.find(run) === undefined) return refuse(reply, 404, { message: `there is no run ${run}` });
    return refuse(reply, 409, { message: 'this run is over' });
  });

  async function begin(
    reply: FastifyReply,
    verb: ComponentVerb | WorkspaceVerb,
    component: string | null,
    body: unknown,
    status: StatusAnswer,
  ): Promise<FastifyReply> {
    const request = parseVerbRequest(verb, body);
    if (!request.ok) return refuse(reply, 400, request.diagnostics[0]);
    const { confirm, ...choices } = request.value;
    if (verb === 'restore' && confirm !== component) return refuse(reply, 400, unconfirmed(component));
    const refused = refusal(verb, component, status);
    if (refused !== undefined) return refuse(reply, 409, refused);
    if (runs.busy === undefined) {
      const working = await parts.working();
      if (working.ok && working.value !== undefined) return refuse(reply, 409, environmentBusy(working.value));
    }
    const started = runs.start({ verb, component, ...choices });
    if (started.ok) return reply.code(202).send({ run: started.value.id } satisfies StartedAnswer);
    const run = runs.busy?.id;
    return refuse(reply, 409, { message: '', ...started.diagnostics[0], ...(run === undefined ? {} : { run }) });
  }
}

const missingToken = {
  message: 'a change takes the token of this console',
  remedy: 'dsw console opens the page with it.',
};

const staleCode = {
  message: 'the code in this address is wrong, used or too old',
  remedy: 'dsw console opens the page with a new one.',
};

/** A change must not be something that a form of another page could send. */
async function onlyJson(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  if (/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) return undefined;
  return refuse(reply, 415, { message: 'the body is JSON, with Content-Type: application/json' });
}

function isOneOf<T extends string>(known: readonly T[], word: string): word is T {
  return (known as readonly string[]).includes(word);
}

function noVerb(verb: string, known: readonly string[]): { readonly message: string; readonly remedy: string } {
  return { message: `there is no verb ${verb} here`, remedy: `The verbs are ${known.join(', ')}.` };
}

function unconfirmed(component: string | null): { readonly message: string; readonly remedy: string } {
  return {
    message: `a restore of ${component ?? ''} replaces its data, and is to be confirmed`,
    remedy: 'Send the name of the component as `confirm`.',
  };
}

function environmentBusy(command: string): { readonly message: string; readonly remedy: string } {
  return { message: `another command works on this environment: ${command}`, remedy: 'Wait until it is done, or end it.' };
}
