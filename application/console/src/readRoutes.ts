import type { Result } from '@dust-workspace/component';
import type { FastifyInstance } from 'fastify';
import type {
  BackupsAnswer,
  ComponentAnswer,
  HistoryAnswer,
  LogsAnswer,
  RunEventsAnswer,
  RunsAnswer,
  SetAnswer,
  StatusAnswer,
} from './api.js';
import { parseHistoryQuery, type HistoryQuery } from './historyQuery.js';
import { parseLogQuery, type LogQuery } from './logQuery.js';
import { noComponent } from './noComponent.js';
import { refuse } from './refuse.js';
import type { Runs } from './runs.js';

export interface ReadParts {
  readonly status: () => Promise<StatusAnswer>;
  readonly history: (query: HistoryQuery) => Promise<HistoryAnswer>;
  /** Undefined where there is no such component. */
  readonly component: (name: string) => Promise<Result<ComponentAnswer | undefined>>;
  readonly logs: (component: string, query: LogQuery, signal: AbortSignal) => Promise<Result<LogsAnswer>>;
  readonly backups: () => Promise<Result<BackupsAnswer>>;
  readonly set: (id: string) => Promise<Result<SetAnswer>>;
  readonly runs: Pick<Runs, 'list' | 'find'>;
}

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** What can be read. */
export function addReads(server: FastifyInstance, parts: ReadParts): void {
  server.get('/api/health', async (_request, reply) => reply.send({ status: 'ok' }));

  server.get('/api/status', async (_request, reply) => reply.send(await parts.status()));

  server.get<{ Querystring: Query }>('/api/history', async (request, reply) => {
    const query = parseHistoryQuery(request.query);
    if (!query.ok) return refuse(reply, 400, query.diagnostics[0]);
    return reply.send(await parts.history(query.value));
  });

  server.get<{ Params: { component: string } }>('/api/components/:component', async ({ params }, reply) => {
    const answer = await parts.component(params.component);
    if (!answer.ok) return refuse(reply, 503, answer.diagnostics[0]);
    if (answer.value === undefined) return refuse(reply, 404, noComponent(params.component));
    return reply.send(answer.value);
  });

  server.get<{ Params: { component: string }; Querystring: Query }>('/api/components/:component/logs', async (request, reply) => {
    const query = parseLogQuery(request.query);
    if (!query.ok) return refuse(reply, 400, query.diagnostics[0]);
    const gone = new AbortController();
    request.raw.once('close', () => {
      gone.abort();
    });
    const answer = await parts.logs(request.params.component, query.value, gone.signal);
    if (answer.ok) return reply.send(answer.value);
    return refuse(reply, answer.diagnostics[0]?.code === 'unknown-component' ? 404 : 503, answer.diagnostics[0]);
  });

  server.get('/api/backups', async (_request, reply) => {
    const answer = await parts.backups();
    return answer.ok ? reply.send(answer.value) : refuse(reply, 503, answer.diagnostics[0]);
  });

  server.get<{ Params: { set: string } }>('/api/backups/:set', async ({ params }, reply) => {
    const answer = await parts.set(params.set);
    if (answer.ok) return reply.send(answer.value);
    return refuse(reply, answer.diagnostics[0]?.code === 'set-not-found' ? 404 : 503, answer.diagnostics[0]);
  });

  server.get('/api/runs', async (_request, reply) => reply.send({ runs: parts.runs.list() } satisfies RunsAnswer));

  server.get<{ Params: { run: string } }>('/api/runs/:run', async ({ params }, reply) => {
    const found = parts.runs.find(params.run);
    if (found === undefined) return refuse(reply, 404, { message: `there is no run ${params.run}` });
    return reply.send(found satisfies RunEventsAnswer);
  });
}
