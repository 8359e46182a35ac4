import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { endianness } from 'node:os';

export interface PortHolder {
  readonly pid: number;
  /** Its command line, at most 120 characters of it. */
  readonly command: string;
}

/** The two addresses at which a machine reaches itself. */
export type Loopback = '127.0.0.1' | '::1';

/**
 * Who listens on a TCP port of this machine, be it on that address or on all: `unknown` when somebody does who cannot be seen (a process of another
 * user), undefined when nobody does.
 */
export async function holderOfPort(port: number, address: Loopback = '127.0.0.1'): Promise<PortHolder | 'unknown' | undefined> {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map(readOrNothing);
  if (tables.every((table) => table === undefined)) return holderByLsof(port);
  const inodes = tables.flatMap((table) => listeningInodes(table ?? '', port, endianness(), address));
  return inodes.length === 0 ? undefined : (holderOfSockets(new Set(inodes.map((inode) => `socket:[${inode}]`))) ?? 'unknown');
}

/** Inodes of the listening sockets that a connection to this address and port would reach; of the format of /proc/net/tcp, see proc_net(5). */
export function listeningInodes(
  table: string,
  port: number,
  order: 'LE' | 'BE' = endianness(),
  loopbackAddress: Loopback = '127.0.0.1',
): string[] {
  const [loopback, mapped, one] = order === 'LE' ? ['0100007F', 'FFFF0000', '01000000'] : ['7F000001', '0000FFFF', '00000001'];
  const any = '0'.repeat(32);
  const reached =
    loopbackAddress === '::1' ? [`${'0'.repeat(24)}${one}`, any] : [loopback, '0'.repeat(8), any, `${'0'.repeat(16)}${mapped}${loopback}`];
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    const [address = '', hex = ''] = local.split(':');
    return state === '0A' && Number.parseInt(hex, 16) === port && reached.includes(address) && inode !== undefined ? [inode] : [];
  });
}

function holderOfSockets(sockets: ReadonlySet<string>): PortHolder | undefined {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const pid = pids.find((candidate) => descriptorsOf(candidate).some((target) => sockets.has(target)));
  if (pid === undefined) return undefined;
  const command = (readOrNothing(`/proc/${pid}/cmdline`) ?? '').split('\0').join(' ').trim();
  return { pid: Number(pid), command: command.slice(0, 120) };
}

/** What the descriptors of a process lead to; nothing when it has ended meanwhile or belongs to another user. */
function descriptorsOf(pid: string): string[] {
  const folder = `/proc/${pid}/fd`;
  return (orNothing(() => readdirSync(folder)) ?? []).flatMap(
    (descriptor) => orNothing(() => readlinkSync(`${folder}/${descriptor}`)) ?? [],
  );
}

function readOrNothing(file: string): string | undefined {
  return orNothing(() => readFileSync(file, 'utf8'));
}

function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** For systems without /proc. */
async function holderByLsof(port: number): Promise<PortHolder | undefined> {
  const listing = await outputOf('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']);
  const pid = /^p(\d+)$/m.exec(listing)?.[1];
  if (pid === undefined) return undefined;
  const command = (await outputOf('ps', ['-o', 'command=', '-p', pid])).trim();
  return { pid: Number(pid), command: command.slice(0, 120) };
}

function outputOf(program: string, parameters: readonly string[]): Promise<string> {
  return new Promise((resolve) => execFile(program, parameters, (_error, stdout) => resolve(stdout)));
}
