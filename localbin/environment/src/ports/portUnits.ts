import { readFileSync } from 'node:fs';

/** Ports from `first` to `last`, both included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

const blockSize = 20;
/** Where blocks are. The end is the last whole block below 32768, from which on Linux picks ports for outgoing connections by itself. */
const blockRange: PortRange = { first: 20_000, last: 32_759 };

/** What must be registered as a whole to lease a port: its block, or the port alone where there are no blocks. */
export function unitOf(port: number): PortRange {
  if (!isWithin(port, blockRange)) return { first: port, last: port };
  const first = port - (port % blockSize);
  return { first, last: first + blockSize - 1 };
}

export function isBlock({ first, last }: PortRange): boolean {
  return last > first;
}

export function isWithin(port: number, { first, last }: PortRange): boolean {
  return port >= first && port <= last;
}

/**
 * Every block once, beginning somewhere that `seed` decides, so that environments which know nothing of each other are apart. Blocks from which the
 * system takes ports for outgoing connections are left out, unless it takes them from all.
 */
export function* blocks(seed: string, ephemeral = firstEphemeralPort()): Generator<PortRange> {
  const all = Array.from({ length: (blockRange.last + 1 - blockRange.first) / blockSize }, (_, index) =>
    unitOf(blockRange.first + index * blockSize),
  );
  const below = all.filter(({ last }) => last < ephemeral);
  const chosen = below.length === 0 ? all : below;
  const start = hash(seed) % chosen.length;
  yield* chosen.slice(start);
  yield* chosen.slice(0, start);
}

/** The first port that the system takes for outgoing connections, where it says so; see ip(7). */
function firstEphemeralPort(): number {
  try {
    return Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10) || Infinity;
  } catch {
    return Infinity;
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return value;
}

export const blockBounds = `${blockRange.first} and ${blockRange.last}`;
