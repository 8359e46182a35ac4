import type { FastifyInstance, FastifyReply } from 'fastify';
import { openEventStream, type EventStream } from './eventStream.js';
import type { Live } from './live.js';
import { parseLogQuery, type LogQuery } from './logQuery.js';
import { refuse } from './refuse.js';

export interface EventParts {
  readonly live: Pick<Live, 'join'>;
  /** Sends lines of a component until the stream ends. */
  readonly followLogs: (component: string, query: LogQuery, stream: EventStream) => Promise<void>;
  readonly log: (line: string) => void;
}

/** A browser has six connections to a place at most; these are many windows. */
const most = { events: 64, logs: 32 };

/** In bytes and milliseconds. A whole status of a hundred components with a run at work takes a quarter of this. */
const options = { limit: 2 * 1024 * 1024, heartbeat: 15_000 };

/** What is told as it happens. */
export function addEvents(server: FastifyInstance, { live, followLogs, log }: EventParts): void {
  const open = { events: 0, logs: 0 };

  server.get('/api/events', { exposeHeadRoute: false }, (_request, reply) => {
    if (open.events >= most.events) return tooMany(reply);
    const stream = openEventStream(reply, options);
    const leave = live.join((event, json) => {
      stream.send(event, json);
    });
    open.events += 1;
    stream.signal.addEventListener('abort', () => {
      open.events -= 1;
      leave();
    });
    return reply;
  });

  server.get<{ Params: { component: string }; Querystring: Record<string, unknown> }>(
    '/api/components/:component/logs/follow',
    { exposeHeadRoute: false },
    (request, reply) => {
      const query = parseLogQuery(request.query);
      if (!query.ok) return refuse(reply, 400, query.diagnostics[0]);
      if (open.logs >= most.logs) return tooMany(reply);
      const stream = openEventStream(reply, options);
      open.logs += 1;
      stream.signal.addEventListener('abort', () => (open.logs -= 1));
      followLogs(request.params.component, query.value, stream).catch((error: unknown) => {
        log(`the log of ${request.params.component} could not be followed: ${error instanceof Error ? error.message : String(error)}`);
        stream.end();
      });
      return reply;
    },
  );
}

function tooMany(reply: FastifyReply): FastifyReply {
  return refuse(reply, 503, { message: 'too many windows of this console are open', remedy: 'Close some of them.' });
}
