import { isUtf8 } from 'node:buffer';
import { encodePax } from './paxRecords.js';
import type { RawPath } from './rawPath.js';
import type { TarEntry } from './tarEntry.js';
import { TarFormatError } from './tarEntry.js';

export const blockSize = 512;
const nameLength = 100;
const largestId = 0o7777777;
const largestSize = 0o77777777777;
const magic = 'ustar\x0000';

const types = { folder: '5', file: '0', symlink: '2', hardlink: '1' } as const;

/** A header block as it stands, before extended headers are applied. */
export interface RawHeader {
  readonly type: string;
  readonly name: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Seconds. */
  readonly mtime: number;
  readonly linkName: string;
}

/** The blocks that precede the content of an entry: the header, and an extended header before it where the plain one does not suffice. */
export function encodeHeader(entry: TarEntry): Buffer {
  const name = nameOf(entry);
  const linkName = 'target' in entry ? entry.target : '';
  const size = entry.kind === 'file' ? entry.size : 0;
  const seconds = entry.mtime / 1_000_000_000n;
  const records = extendedRecords(entry, name, linkName, size);
  const block = encodeBlock({
    type: types[entry.kind],
    name: name.slice(0, nameLength),
    mode: entry.mode,
    uid: records.has('uid') ? 0 : entry.uid,
    gid: records.has('gid') ? 0 : entry.gid,
    size: records.has('size') ? 0 : size,
    mtime: seconds < 0n || seconds > BigInt(largestSize) ? 0 : Number(seconds),
    linkName: linkName.slice(0, nameLength),
  });
  if (records.size === 0) return block;

  const body = Buffer.from(encodePax(records), 'latin1');
  const extended = { type: 'x', name: 'PaxHeader', mode: 0o600, uid: 0, gid: 0, size: body.length, mtime: 0, linkName: '' };
  return Buffer.concat([encodeBlock(extended), body, padding(body.length), block]);
}

/** Undefined for a block of zeros, of which two end an archive. Throws TarFormatError for a damaged one. */
export function decodeHeader(block: Buffer): RawHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  if (numberAt(block, 148, 8) !== checksumOf(block)) throw new TarFormatError('a header does not match its checksum');
  if (block.toString('latin1', 257, 265) !== magic) throw new TarFormatError('not in the pax format');
  if (block[345] !== 0) throw new TarFormatError('unexpected name prefix');
  return {
    type: block.toString('latin1', 156, 157),
    name: textAt(block, 0, nameLength),
    mode: numberAt(block, 100, 8),
    uid: numberAt(block, 108, 8),
    gid: numberAt(block, 116, 8),
    size: numberAt(block, 124, 12),
    mtime: numberAt(block, 136, 12),
    linkName: textAt(block, 157, nameLength),
  };
}

/** An entry from its header and the records of the extended header before it. */
export function entryOf(header: RawHeader, records: ReadonlyMap<string, string>): TarEntry {
  const attributes = {
    path: pathOf(records.get('path') ?? header.name),
    mode: header.mode,
    uid: integer(records.get('uid')) ?? header.uid,
    gid: integer(records.get('gid')) ?? header.gid,
    mtime: nanoseconds(records.get('mtime')) ?? BigInt(header.mtime) * 1_000_000_000n,
  };
  const size = integer(records.get('size')) ?? header.size;
  const target = (records.get('linkpath') ?? header.linkName) as RawPath;
  if (header.type !== types.file && size !== 0) throw new TarFormatError('content where none may be');
  switch (header.type) {
    case types.folder:
      return { kind: 'folder', ...attributes };
    case types.file:
      return { kind: 'file', ...attributes, size };
    case types.symlink:
      return { kind: 'symlink', ...attributes, target };
    case types.hardlink:
      return { kind: 'hardlink', ...attributes, target };
    default:
      throw new TarFormatError(`entry of unknown type ${JSON.stringify(header.type)}`);
  }
}

/** Zeros up to the next block. */
export function padding(length: number): Buffer {
  return Buffer.alloc((blockSize - (length % blockSize)) % blockSize);
}

function nameOf(entry: TarEntry): string {
  if (entry.kind !== 'folder') return entry.path;
  return entry.path === '' ? './' : `${entry.path}/`;
}

function pathOf(name: string): RawPath {
  return (name === './' ? '' : name.replace(/\/$/, '')) as RawPath;
}

function extendedRecords(entry: TarEntry, name: string, linkName: string, size: number): Map<string, string> {
  const records = new Map<string, string>();
  if (name.length > nameLength) records.set('path', name);
  if (linkName.length > nameLength) records.set('linkpath', linkName);
  const isText = isUtf8(Buffer.from(name, 'latin1')) && isUtf8(Buffer.from(linkName, 'latin1'));
  if (records.size > 0 && !isText) records.set('hdrcharset', 'BINARY');
  if (entry.uid > largestId) records.set('uid', String(entry.uid));
  if (entry.gid > largestId) records.set('gid', String(entry.gid));
  if (size > largestSize) records.set('size', String(size));
  if (entry.mtime < 0n || entry.mtime % 1_000_000_000n !== 0n) records.set('mtime', decimal(entry.mtime));
  return records;
}

function encodeBlock(header: RawHeader): Buffer {
  const block = Buffer.alloc(blockSize);
  block.write(header.name, 0, 'latin1');
  block.write(octal(header.mode, 7), 100, 'latin1');
  block.write(octal(header.uid, 7), 108, 'latin1');
  block.write(octal(header.gid, 7), 116, 'latin1');
  block.write(octal(header.size, 11), 124, 'latin1');
  block.write(octal(header.mtime, 11), 136, 'latin1');
  block.write(header.type, 156, 'latin1');
  block.write(header.linkName, 157, 'latin1');
  block.write(magic, 257, 'latin1');
  block.write(`${octal(checksumOf(block), 6)}\0 `, 148, 'latin1');
  return block;
}

/** The sum of all bytes of a header, its own field counted as spaces. */
function checksumOf(block: Buffer): number {
  let sum = 8 * 0x20;
  for (let index = 0; index < blockSize; index++) if (index < 148 || index >= 156) sum += block[index] ?? 0;
  return sum;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function textAt(block: Buffer, offset: number, length: number): string {
  const field = block.toString('latin1', offset, offset + length);
  const end = field.indexOf('\0');
  return end === -1 ? field : field.slice(0, end);
}

function numberAt(block: Buffer, offset: number, length: number): number {
  const match = /^ *([0-7]+)[ \0]*$/.exec(block.toString('latin1', offset, offset + length));
  if (match === null) throw new TarFormatError('a header holds a malformed number');
  return Number.parseInt(match[1] ?? '', 8);
}

function integer(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new TarFormatError('an extended header holds a malformed number');
  return value;
}

function decimal(time: bigint): string {
  const absolute = time < 0n ? -time : time;
  const fraction = String(absolute % 1_000_000_000n).padStart(9, '0');
  return `${time < 0n ? '-' : ''}${absolute / 1_000_000_000n}.${fraction}`;
}

function nanoseconds(text: string | undefined): bigint | undefined {
  if (text === undefined) return undefined;
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,9})\d*)?$/.exec(text);
  if (match === null) throw new TarFormatError('an extended header holds a malformed time');
  const absolute = BigInt(match[2] ?? '0') * 1_000_000_000n + BigInt((match[3] ?? '').padEnd(9, '0'));
  return match[1] === '-' ? -absolute : absolute;
}
