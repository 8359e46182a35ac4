import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from '@dust-workspace/runtime/testing';
import type { DatabaseSettings } from '../settings.js';
import { until } from './until.js';

const run = promisify(execFile);
const nobody = 65_534;

/** The folder with PostgreSQL's programs: from PATH, else as Debian installs them. Tests without it are skipped. */
export const binaries = [
  ...(process.env['PATH'] ?? '').split(delimiter),
  ...['18', '17', '16', '15', '14', '13'].map((version) => `/usr/lib/postgresql/${version}/bin`),
].find((folder) => folder !== '' && existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));

/** A real server of one's own on a free port. */
export interface TestPostgres {
  readonly settings: DatabaseSettings;
  start(...options: readonly string[]): Promise<void>;
  stop(): Promise<void>;
  /** Leaves it running, but without an answer, until `thaw`. */
  freeze(): void;
  thaw(): void;
  query<R extends pg.QueryResultRow>(statement: string): Promise<R[]>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

export async function createPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'console-postgres-'));
  const data = join(folder, 'data');
  const settings: DatabaseSettings = { host: '127.0.0.1', port: await freePort(), user: 'postgres', password: 'first', name: 'postgres' };
  await writeFile(join(folder, 'password'), 'first');
  if (process.getuid?.() === 0) await Promise.all([folder, join(folder, 'password')].map((path) => chown(path, nobody, nobody)));
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${join(folder, 'password')}`, '--no-sync'];
  await run(...asUser(join(binaries ?? '', 'initdb'), initdb), { cwd: folder });
  let server: ChildProcess | undefined;
  let password = 'first';
  let frozen = false;

  async function query<R extends pg.QueryResultRow>(statement: string): Promise<R[]> {
    const { host, port, user, name } = settings;
    const client = new pg.Client({ host, port, user, password, database: name });
    await client.connect();
    try {
      const { rows } = await client.query<R>(statement);
      password = /PASSWORD '(\w+)'/.exec(statement)?.[1] ?? password;
      return rows;
    } finally {
      await client.end();
    }
  }

  // The server is stopped first and goes on last, so that in between none of its children is reaped.
  function freeze(): void {
    if (server?.pid === undefined) return;
    frozen = true;
    server.kill('SIGSTOP');
    for (const child of childrenOf(server.pid)) process.kill(child, 'SIGSTOP');
  }

  function thaw(): void {
    if (server?.pid === undefined) return;
    frozen = false;
    for (const child of childrenOf(server.pid)) process.kill(child, 'SIGCONT');
    server.kill('SIGCONT');
  }

  async function stop(): Promise<void> {
    if (frozen) thaw();
    const running = server;
    server = undefined;
    if (running === undefined) return;
    running.kill('SIGINT');
    await until('PostgreSQL has ended', () => running.exitCode !== null || running.signalCode !== null);
  }

  return {
    settings,
    async start(...options) {
      const arguments_ = [
        '-D',
        data,
        '-p',
        String(settings.port),
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        'unix_socket_directories=',
        '-c',
        'fsync=off',
      ];
      server = spawn(...asUser(join(binaries ?? '', 'postgres'), [...arguments_, ...options]), { cwd: folder, stdio: 'ignore' });
      await until('PostgreSQL answers', () => query('SELECT 1').catch(() => undefined));
    },
    stop,
    freeze,
    thaw,
    query,
    async remove() {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** PostgreSQL refuses to run as root. */
function asUser(program: string, arguments_: readonly string[]): [string, string[]] {
  if (process.getuid?.() !== 0) return [program, [...arguments_]];
  return ['setpriv', [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', program, ...arguments_]];
}

/** The processes that serve connections: each leads a session of its own and is not reached through the server's group. */
function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}
