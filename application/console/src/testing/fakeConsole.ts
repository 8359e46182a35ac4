import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { RunAnswer, RunMessage, ServerEvents, StatusAnswer } from '../api.js';
import { scenarioBackups, scenarioComponent, scenarioHistory, scenarioLog, scenarioSet, scenarioStatus, scenarioTime } from './scenario.js';

/** A server that answers the page as the console would, without a workspace: for states that a real one is in for a moment only. */
export interface FakeConsole {
  readonly url: string;
  /** What is shown; to be replaced before the page is opened. */
  status: StatusAnswer;
  runs: readonly RunAnswer[];
  /** What changing requests were sent: `POST /api/components/redis/restore {"set":…}`. */
  readonly asked: readonly string[];
  /** What the next changing request is answered with. */
  refusal: { readonly code: number; readonly body: object } | undefined;
  /** Sends an event to every page that is open. */
  send<K extends keyof ServerEvents>(name: K, data: ServerEvents[K]): void;
  sendRun(message: RunMessage): void;
  log(text: string): void;
  /** Answers nothing any more, until `resume`. */
  cut(): void;
  resume(): void;
  /** How many pages listen to events. */
  readonly listeners: number;
  close(): Promise<void>;
}

export const fakeToken = 'token-of-the-fake-console';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `page`: the folder of the built page. Port 0 takes a free one. */
export async function startFakeConsole(page: string, port = 0): Promise<FakeConsole> {
  const streams = new Set<ServerResponse>();
  const logs = new Set<ServerResponse>();
  const asked: string[] = [];
  let cut = false;
  const server = createServer((request, response) => {
    if (cut) request.socket.destroy();
    else void answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });

  const fake: FakeConsole = {
    url: '',
    status: scenarioStatus(),
    runs: [],
    asked,
    refusal: undefined,
    send(name, data) {
      for (const stream of streams) stream.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    sendRun(message) {
      fake.send('run', message);
    },
    log(text) {
      for (const stream of logs) stream.write(`event: line\ndata: ${JSON.stringify({ at: scenarioTime, text })}\n\n`);
    },
    cut() {
      cut = true;
      server.closeAllConnections();
    },
    resume() {
      cut = false;
    },
    get listeners() {
      return streams.size;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    response.setHeader('content-security-policy', policy);
    const json = (value: unknown, code = 200): void => {
      if (value === undefined) json({ message: `there is nothing at ${pathname}` }, 404);
      else response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    if (request.method === 'POST') {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      if (request.headers.authorization !== `Bearer ${fakeToken}`) return json({ message: 'the token is missing or wrong' }, 401);
      asked.push(`POST ${pathname} ${body}`);
      return fake.refusal === undefined ? json({ run: 'run-1' }, 202) : json(fake.refusal.body, fake.refusal.code);
    }
    if (!pathname.startsWith('/api/')) return sendFile(pathname, response);
    if (pathname === '/api/session') {
      const right = request.headers.authorization === `Bearer ${fakeToken}`;
      return right ? void response.writeHead(204).end() : json({ message: 'the token is missing or wrong' }, 401);
    }
    if (pathname === '/api/events') return stream(response, streams, (send) => send('status', fake.status));
    if (pathname.endsWith('/logs/follow')) {
      const grep = searchParams.get('grep') ?? '';
      return stream(response, logs, (send) => {
        scenarioLog.forEach((text, index) => {
          if (text.toLowerCase().includes(grep.toLowerCase()))
            send('line', { at: scenarioTime - (scenarioLog.length - index) * 9_000, text });
        });
      });
    }
    const [, , topic, name] = pathname.split('/').map(decodeURIComponent);
    if (topic === 'status') return json(fake.status);
    if (topic === 'components') return json(scenarioComponent(name ?? '', fake.status));
    if (topic === 'backups') return json(name === undefined ? scenarioBackups() : scenarioSet(name));
    if (topic === 'history') {
      const one = searchParams.get('component');
      const names = one === null ? fake.status.components.map((row) => row.name) : [one];
      return json(scenarioHistory(Number(searchParams.get('minutes') ?? 60), names, fake.status));
    }
    if (topic === 'runs') {
      const run = fake.runs.find(({ id }) => id === name);
      return json(name === undefined ? { runs: fake.runs } : run === undefined ? undefined : { run, events: [] });
    }
    json(undefined);
  }

  async function sendFile(path: string, response: ServerResponse): Promise<void> {
    const file = join(page, path === '/' ? 'index.html' : normalize(path));
    const content = await readFile(file).catch(() => undefined);
    if (content === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(content);
  }

  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return Object.assign(fake, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

type Send = (name: string, data: unknown) => void;

function stream(response: ServerResponse, among: Set<ServerResponse>, begin: (send: Send) => void): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  among.add(response);
  response.on('close', () => among.delete(response));
  begin((name, data) => response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`));
}
