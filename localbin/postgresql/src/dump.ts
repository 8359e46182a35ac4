import { Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ServerContext } from './serverContext.js';
import { clientEnvironment, databaseArgument } from './tools.js';

/** A pg_dump that runs. */
export interface Dump {
  /** The name of its session in `pg_stat_activity`. */
  readonly session: string;
  /** Its first bytes have come: it has read what the database is made of, and has locked all tables. Rejects when it fails before. */
  readonly begun: Promise<void>;
  /** The whole dump is in the file. Rejects when pg_dump did not end well, whatever it wrote. */
  readonly written: Promise<void>;
}

/** Starts to dump a database as an exported snapshot sees it. */
export function startDump(server: ServerContext, file: Writable, of: { readonly database: string; readonly snapshot: string }): Dump {
  const session = `pg_dump ${of.snapshot}`;
  const { watched, first } = watch();
  const delivered = pipeline(watched, file);
  const run = async (): Promise<void> => {
    const command = ['pg_dump', ...options, `--snapshot=${of.snapshot}`, databaseArgument(of.database)] as const;
    await server.run(command, { stdout: watched, env: { ...clientEnvironment(server), PGAPPNAME: session } });
    if (!watched.writableEnded) watched.end();
    await delivered;
  };
  const written = run();
  const begun = Promise.race([first, written]);
  // Whoever waits for them hears of it; nobody need wait for all three.
  for (const promise of [delivered, written, begun]) promise.catch(() => undefined);
  return { session, begun, written };
}

// Compression is the backup's work. All names are quoted because a newer server may have made keywords of some.
const options = ['--format=custom', '--compress=0', '--quote-all-identifiers', '--no-tablespaces', '--no-password'] as const;

/** A stream that passes everything on, and tells of the first. */
function watch(): { watched: Transform; first: Promise<void> } {
  const watched = new Transform({
    transform: (chunk, _encoding, done) => {
      watched.emit('begun');
      done(null, chunk);
    },
  });
  return { watched, first: new Promise((resolve) => void watched.once('begun', resolve)) };
}
