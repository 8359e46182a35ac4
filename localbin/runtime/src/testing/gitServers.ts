import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { freePort } from '@dust-workspace/component/testing';
import { eventually } from './waiting.js';

/** A server of all repositories below a folder. */
export interface GitServer {
  /** `127.0.0.1:<port>`. */
  readonly address: string;
  close(): Promise<void>;
}

export interface GitHttpServer extends GitServer {
  /** What was asked for, as `GET /upstream/info/refs`. */
  readonly requests: readonly string[];
}

export interface GitServerOptions {
  /** Settings of git on the server, as `uploadpack.allowFilter=true`. */
  readonly settings?: readonly string[];
  /** Speaks the oldest version of the protocol, in which nothing is given out but tips of branches and tags. */
  readonly version?: 0;
  /** `user:password`, without which everything is refused. */
  readonly login?: string;
  /** Answers with this status instead of serving, while it gives one. */
  readonly status?: () => number | undefined;
}

/** The real git over HTTP: `git http-backend` behind a small server. */
export async function gitHttpServer(folder: string, options: GitServerOptions = {}): Promise<GitHttpServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url?.split('?')[0] ?? ''}`);
    const expected = options.login === undefined ? undefined : `Basic ${Buffer.from(options.login).toString('base64')}`;
    const refusal = expected !== undefined && request.headers.authorization !== expected ? 401 : options.status?.();
    if (refusal === undefined) return serve(folder, options, request, response);
    request.resume();
    response.writeHead(refusal, refusal === 401 ? { 'www-authenticate': 'Basic realm="git"' } : {}).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** One request by the rules of CGI, see git-http-backend(1). */
function serve(folder: string, options: GitServerOptions, request: IncomingMessage, response: ServerResponse): void {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const { 'content-type': type, 'content-length': length, 'content-encoding': encoding, 'git-protocol': protocol } = request.headers;
  const version = options.version === 0 ? undefined : protocol;
  const backend = spawn('git', [...settingsOf(options), 'http-backend'], {
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      REQUEST_METHOD: request.method,
      PATH_INFO: path,
      QUERY_STRING: query,
      REMOTE_ADDR: '127.0.0.1',
      ...(type === undefined ? {} : { CONTENT_TYPE: type }),
      ...(length === undefined ? {} : { CONTENT_LENGTH: length }),
      ...(encoding === undefined ? {} : { HTTP_CONTENT_ENCODING: encoding }),
      ...(version === undefined ? {} : { GIT_PROTOCOL: String(version) }),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(backend.stdin);
  backend.stdin.on('error', () => undefined);
  response.on('close', () => backend.kill());
  let head = Buffer.alloc(0);
  backend.stdout.on('data', (chunk: Buffer) => {
    if (response.headersSent) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    const lines = head
      .subarray(0, end)
      .toString('latin1')
      .split('\r\n')
      .map((line) => line.split(': ', 2) as [string, string]);
    const status = lines.find(([name]) => name === 'Status')?.[1] ?? '200';
    response.writeHead(Number.parseInt(status, 10), Object.fromEntries(lines.filter(([name]) => name !== 'Status')));
    response.write(head.subarray(end + 4));
  });
  backend.stdout.on('end', () => response.end());
}

/** The real `git daemon`. */
export async function gitDaemon(folder: string, options: Pick<GitServerOptions, 'settings'> = {}): Promise<GitServer> {
  const port = await freePort();
  const words = [...settingsOf(options), 'daemon', '--export-all', '--listen=127.0.0.1', `--port=${port}`, `--base-path=${folder}`, folder];
  const env = { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
  // A group of its own, since git starts the daemon as a child.
  const daemon = spawn('git', words, { env, stdio: 'ignore', detached: true });
  const ended = once(daemon, 'close');
  await eventually('git daemon answers', () => answers(port));
  return {
    address: `127.0.0.1:${port}`,
    close: async () => {
      process.kill(-(daemon.pid ?? 0), 'SIGKILL');
      await ended;
    },
  };
}

function settingsOf({ settings = [], version }: GitServerOptions): string[] {
  return ['safe.directory=*', ...settings, ...(version === undefined ? [] : [`protocol.version=${version}`])].flatMap((setting) => [
    '-c',
    setting,
  ]);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
