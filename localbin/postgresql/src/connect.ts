import { HookFailure } from '@dust-workspace/component/hooks';
import { Client, DatabaseError } from 'pg';
import type { ServerContext } from './serverContext.js';

/** Runs `body` with a connection for work on the server as a whole: in `postgres`, or in `template1` where somebody dropped that. */
export async function withServer<T>(server: ServerContext, body: (client: Client) => Promise<T>): Promise<T> {
  try {
    return await withDatabase(server, 'postgres', body);
  } catch (error) {
    if (error instanceof NoSuchDatabase) return withDatabase(server, 'template1', body);
    throw error;
  }
}

/**
 * Runs `body` with a connection to one database, as the configured role. What the server refuses becomes a `HookFailure`.
 * An abort ends the connection, also in the middle of a query.
 */
export async function withDatabase<T>(server: ServerContext, database: string, body: (client: Client) => Promise<T>): Promise<T> {
  const { host, port } = server.endpoint;
  const client = new Client({
    host,
    port,
    database,
    user: server.user,
    password: server.password,
    ssl: false,
    // What somebody set for all sessions in a database must not keep us from looking after it.
    options: '-c client_min_messages=warning -c default_transaction_read_only=off -c statement_timeout=0',
    application_name: `${server.component} hooks`,
    connectionTimeoutMillis: 10_000,
  });
  // A connection that breaks between two queries fails the next one, which reports it.
  client.on('error', () => undefined);
  const end = (): Promise<void> => client.end().catch(() => undefined);
  const abort = (): void => void end();
  server.signal.addEventListener('abort', abort);
  try {
    server.signal.throwIfAborted();
    await client.connect();
    return await body(client);
  } catch (error) {
    throw explained(server, error, database);
  } finally {
    server.signal.removeEventListener('abort', abort);
    await end();
  }
}

function explained(server: ServerContext, error: unknown, database: string): unknown {
  const { host, port } = server.endpoint;
  if (error instanceof DatabaseError) {
    if (error.code === invalidPassword || error.code === invalidAuthorization)
      return new HookFailure(
        `PostgreSQL does not let ${server.user} in with the configured password: its data were made with another role or password`,
        `Set POSTGRES_USER and POSTGRES_PASSWORD to what they were, or let the data take over the configured ones: ` +
          `create an empty file ${server.directory}/volumes/${server.environment}/set-password and restart ${server.component}.`,
      );
    if (error.code === undefinedDatabase)
      return new NoSuchDatabase(`PostgreSQL has no database ${database}`, `Run init of ${server.component}.`);
    return new HookFailure(
      `PostgreSQL refused in database ${database}: ${error.message}${error.detail === undefined ? '' : ` (${error.detail})`}`,
    );
  }
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'ETIMEDOUT' || code === 'EPIPE')
    return new HookFailure(`PostgreSQL does not answer at ${host}:${port} (${code})`, `See dsw logs ${server.component}.`);
  if (error instanceof Error && /^Connection terminated|is not queryable$/.test(error.message) && !server.signal.aborted)
    return new HookFailure(`PostgreSQL ended the connection to database ${database}`, `See dsw logs ${server.component}.`);
  return error;
}

class NoSuchDatabase extends HookFailure {}

const undefinedDatabase = '3D000';
const invalidPassword = '28P01';
const invalidAuthorization = '28000';
