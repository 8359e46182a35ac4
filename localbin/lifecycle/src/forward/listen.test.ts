import { EventEmitter, once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { freePort } from '@dust-workspace/component/testing';
import { listen, type Listening } from './listen.js';

type Forwards = Parameters<typeof listen>[0];

const troubles: string[] = [];
afterEach(() => troubles.splice(0));

it.each(['127.0.0.1', '::1'])('passes connections at %s on, and answers back', async (host) => {
  const { from } = await forwarding(await aServer((socket) => socket.pipe(socket)));
  const client = connect({ host, port: from });
  client.end('there and back');
  expect(await heardBy(client)).toBe('there and back');
});

it('lets a side answer to whoever has nothing more to say', async () => {
  const { from } = await forwarding(
    await aServer((socket) => {
      void heardBy(socket).then((heard) => socket.end(`heard ${heard}`));
    }),
  );
  const client = connect({ host: '127.0.0.1', port: from, allowHalfOpen: true });
  client.end('a question');
  expect(await heardBy(client)).toBe('heard a question');
});

it('lets whoever asks go on after the other side has nothing more to say', async () => {
  const heard = new EventEmitter();
  const { from } = await forwarding(
    await aServer((socket) => {
      socket.end('bye');
      void heardBy(socket).then((all) => heard.emit('all', all));
    }),
  );
  const client = connect({ host: '127.0.0.1', port: from, allowHalfOpen: true });
  expect(await heardBy(client)).toBe('bye');
  const all = once(heard, 'all');
  client.end('one more thing');
  expect(await all).toEqual(['one more thing']);
});

it('breaks off for one side what the other breaks off', async () => {
  const accepted = new EventEmitter();
  const { from } = await forwarding(
    await aServer((socket) => {
      socket.on('error', (error: NodeJS.ErrnoException) => accepted.emit('broken', error.code));
      socket.once('data', () => accepted.emit('connection', socket));
    }),
  );
  const connection = async (): Promise<{ client: Socket; server: Socket }> => {
    const client = connect({ host: '127.0.0.1', port: from });
    client.write('hello');
    const [server] = (await once(accepted, 'connection')) as [Socket];
    return { client, server };
  };
  const first = await connection();
  const broken = once(accepted, 'broken');
  first.client.resetAndDestroy();
  expect(await broken).toEqual(['ECONNRESET']);

  const second = await connection();
  const lost = new Promise((resolve) => second.client.once('error', (error: NodeJS.ErrnoException) => resolve(error.code)));
  second.server.resetAndDestroy();
  expect(await lost).toBe('ECONNRESET');
});

it('breaks connections off while nobody answers, says so once, and again after somebody did', async () => {
  const from = await freePort();
  const to = await freePort();
  await opened([{ kind: 'forwarded', component: 'app', port: 'APP_PORT', from, to }]);
  const ask = async (): Promise<string | undefined> => {
    const client = connect({ host: '127.0.0.1', port: from });
    return new Promise((resolve) => {
      client.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      client.once('data', (chunk: Buffer) => {
        client.destroy();
        resolve(chunk.toString());
      });
    });
  };
  expect([await ask(), await ask()]).toEqual(['ECONNRESET', 'ECONNRESET']);
  const trouble = `app does not answer at 127.0.0.1:${to}: ECONNREFUSED`;
  expect(troubles).toEqual([trouble]);
  const server = createServer((socket) => socket.end('here')).listen(to, '127.0.0.1');
  await once(server, 'listening');
  expect(await ask()).toBe('here');
  await new Promise((resolve) => server.close(resolve));
  expect(await ask()).toBe('ECONNRESET');
  expect(troubles).toEqual([trouble, trouble]);
});

it('brings much through to a slow reader whole', async () => {
  const size = 20 * 1024 * 1024;
  const { from } = await forwarding(await aServer((socket) => socket.end(Buffer.alloc(size, 'x'))));
  const client = connect({ host: '127.0.0.1', port: from });
  let bytes = 0;
  for await (const chunk of client) {
    bytes += (chunk as Buffer).length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(bytes).toBe(size);
});

it.each(['127.0.0.1', '0.0.0.0', '::1', '::'])('refuses where somebody listens at %s, says who, and listens nowhere', async (host) => {
  const taken = await aServer(() => undefined, host);
  const free = await freePort();
  const forwards: Forwards = [
    { kind: 'forwarded', component: 'app', port: 'APP_PORT', from: free, to: 1 },
    { kind: 'forwarded', component: 'db', port: 'DB_PORT', from: taken, to: 2 },
  ];
  expect(await listen(forwards, () => undefined)).toEqual({
    ok: false,
    diagnostics: [
      {
        severity: 'error',
        code: 'port-taken',
        message: expect.stringMatching(`^port ${taken} \\(DB_PORT of db\\) is taken by process ${process.pid}: `) as string,
        remedy: 'Stop that, or leave the component out by naming the others.',
      },
    ],
  });
  const server = createServer().listen(free, '127.0.0.1');
  await once(server, 'listening');
  await new Promise((resolve) => server.close(resolve));
});

it('ends with all connections', async () => {
  const { from, listening } = await forwarding(await aServer((socket) => socket.write('hello')));
  const client = connect({ host: '127.0.0.1', port: from });
  client.on('error', () => undefined);
  await once(client, 'data');
  const closed = once(client, 'close');
  await listening.close();
  await closed;
  const late = connect({ host: '127.0.0.1', port: from });
  expect(await new Promise((resolve) => late.once('error', (error: NodeJS.ErrnoException) => resolve(error.code)))).toBe('ECONNREFUSED');
});

/** All that comes from the other side; the socket stays open. */
function heardBy(socket: Socket): Promise<string> {
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  return new Promise((resolve) => socket.once('end', () => resolve(heard)));
}

async function aServer(onConnection: (socket: Socket) => void, host = '127.0.0.1'): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket.on('error', () => undefined));
    onConnection(socket);
  }).listen(0, host);
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

async function forwarding(to: number): Promise<{ from: number; listening: Listening }> {
  const from = await freePort();
  return { from, listening: await opened([{ kind: 'forwarded', component: 'app', port: 'APP_PORT', from, to }]) };
}

async function opened(forwards: Forwards): Promise<Listening> {
  const listening = await listen(forwards, (message) => troubles.push(message));
  if (!listening.ok) throw new Error(listening.diagnostics.map(({ message }) => message).join('\n'));
  onTestFinished(() => listening.value.close());
  return listening.value;
}
