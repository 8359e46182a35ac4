import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { fail, ok, problem, type Component, type Result } from '@dust-workspace/component';
import { writeAtomically } from './atomicWrite.js';
import { loopback } from './viewpoint.js';

/** Port names to numbers on 127.0.0.1, as one environment holds them. */
export type Leases = Readonly<Record<string, number>>;

/** Leased ports stay below the range from which the kernel picks ports for outgoing connections. */
const firstPort = 20_000;
const lastPort = 29_999;

export async function readLeases(file: string): Promise<Leases> {
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof content !== 'object' || content === null) return {};
    return Object.fromEntries(Object.entries(content).filter((entry): entry is [string, number] => Number.isInteger(entry[1])));
  } catch {
    // Absent or damaged: leases are made anew at the next preparation; nothing else is recorded in this file.
    return {};
  }
}

/**
 * Leases a port for every port name of `components` that `held` lacks: its well-known number when nobody uses it,
 * otherwise the next free one of a block. `isFree` says whether a number can be bound now.
 */
export async function choosePorts(
  components: readonly Component[],
  held: Leases,
  start: number,
  isFree: (port: number) => Promise<boolean>,
): Promise<Result<Leases>> {
  const leases: Record<string, number> = { ...held };
  const taken = new Set(Object.values(leases));
  for (const [name, wellKnown] of components.flatMap((component) => Object.entries(component.manifest.ports))) {
    if (leases[name] !== undefined) continue;
    const port = await firstFree(candidates(wellKnown, start), async (candidate) => !taken.has(candidate) && (await isFree(candidate)));
    if (port === undefined)
      return fail(problem('no-port', `no port between ${firstPort} and ${lastPort} is free for ${name}`, `Set ${name} yourself.`));
    leases[name] = port;
    taken.add(port);
  }
  return ok(leases);
}

/** Extends the leases in `file` for `components`. Returns all that the environment holds. */
export async function leasePorts(file: string, components: readonly Component[], seed: string): Promise<Result<Leases>> {
  const held = await readLeases(file);
  const chosen = await choosePorts(components, held, blockOf(seed), canBind);
  if (chosen.ok && Object.keys(chosen.value).length !== Object.keys(held).length)
    await writeAtomically(file, `${JSON.stringify(chosen.value, null, 2)}\n`);
  return chosen;
}

/** Gives the ports of a component back. */
export async function releasePorts(file: string, component: Component): Promise<void> {
  const held = await readLeases(file);
  const kept = Object.fromEntries(Object.entries(held).filter(([name]) => !(name in component.manifest.ports)));
  if (Object.keys(kept).length !== Object.keys(held).length) await writeAtomically(file, `${JSON.stringify(kept, null, 2)}\n`);
}

function* candidates(wellKnown: number, start: number): Generator<number> {
  if (wellKnown >= 1_024) yield wellKnown;
  const size = lastPort - firstPort + 1;
  for (let offset = 0; offset < size; offset++) yield firstPort + ((start - firstPort + offset) % size);
}

async function firstFree(ports: Iterable<number>, isFree: (port: number) => Promise<boolean>): Promise<number | undefined> {
  for (const port of ports) if (await isFree(port)) return port;
  return undefined;
}

/** Different workspaces and environments begin to look at different places. */
function blockOf(seed: string): number {
  let hash = 0;
  for (const character of seed) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return firstPort + (hash % 500) * 20;
}

function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ host: loopback, port, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/** Ports of 127.0.0.1 that nobody uses now, for something that runs for a moment only. Nobody holds them. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen({ host: loopback, port: 0, exclusive: true }));
  const numbers = await Promise.all(
    servers.map(async (server) => {
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    }),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return numbers;
}
