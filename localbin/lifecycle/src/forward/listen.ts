import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { describeHolder, holderOfPort, type Loopback } from '@dust-workspace/runtime';
import { passOn } from './passOn.js';
import type { ForwardRow } from './planForward.js';

type Forward = Extract<ForwardRow, { kind: 'forwarded' }>;

export interface Listening {
  /** Ends it with all connections. */
  close(): Promise<void>;
}

const addresses: readonly Loopback[] = ['127.0.0.1', '::1'];

/** There is no such address on this machine, which is none to be reached at. */
const noAddress = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'];

/**
 * Listens at all ports on this machine, for itself alone, and passes connections on. Where somebody else listens at one of them, it listens nowhere and
 * says who does. `onTrouble` is called when a component is not reached, and again only after it was.
 */
export async function listen(forwards: readonly Forward[], onTrouble: (message: string) => void): Promise<Result<Listening>> {
  const sockets = new Set<Socket>();
  const places = forwards.flatMap((forward) => addresses.map((address) => ({ forward, address })));
  const tellers = new Map(forwards.map((forward) => [forward, teller(forward, onTrouble)] as const));
  const opened = await Promise.all(
    places.map(({ forward, address }) =>
      open(forward, address, (client) => {
        const target = passOn(client, forward.to, tellers.get(forward) ?? (() => undefined));
        for (const socket of [client, target]) sockets.add(socket.once('close', () => sockets.delete(socket)));
      }),
    ),
  );
  const servers = opened.flatMap((found) => (found.ok && found.value !== undefined ? [found.value] : []));
  const close = async (): Promise<void> => {
    const closed = servers.map((server) => once(server, 'close'));
    for (const server of servers) server.close();
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  };
  const problems = opened.flatMap((found) => (found.ok ? [] : found.diagnostics));
  if (problems.length === 0) return ok({ close });
  await close();
  return fail(...new Map(problems.map((found) => [found.message, found])).values());
}

async function open(forward: Forward, address: Loopback, onClient: (client: Socket) => void): Promise<Result<Server | undefined>> {
  const server = createServer({ allowHalfOpen: true }, onClient);
  try {
    server.listen({ host: address, port: forward.from, ipv6Only: true });
    await once(server, 'listening');
    return ok(server);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (address === '::1' && noAddress.includes(code)) return ok(undefined);
    return fail(await refusal(forward, address, error as NodeJS.ErrnoException));
  }
}

async function refusal({ component, port, from }: Forward, address: Loopback, error: NodeJS.ErrnoException): Promise<Diagnostic> {
  const what = `port ${from} (${port} of ${component})`;
  if (error.code === 'EADDRINUSE')
    return problem(
      'port-taken',
      `${what} is taken by ${describeHolder(await holderOfPort(from, address))}`,
      'Stop that, or leave the component out by naming the others.',
    );
  if (error.code === 'EACCES')
    return problem('port-closed', `${what} is one that this user may not listen at`, 'Ports below 1024 take more rights.');
  return problem('not-listening', `${what} cannot be listened at: ${error.message}`);
}

/** Says it once when a component is not reached, until it is reached again. */
function teller({ component, to }: Forward, onTrouble: (message: string) => void): (error: Error | undefined) => void {
  let told = false;
  return (error) => {
    if (error !== undefined && !told)
      onTrouble(`${component} does not answer at 127.0.0.1:${to}: ${(error as NodeJS.ErrnoException).code ?? error.message}`);
    told = error !== undefined;
  };
}
