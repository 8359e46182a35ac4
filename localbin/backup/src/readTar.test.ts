import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkTar, extractTar } from './extractTar.js';
import type { RawPath } from './rawPath.js';
import { rawPath } from './rawPath.js';
import { readTar } from './readTar.js';
import type { TarEntry } from './tarEntry.js';
import { TarFormatError } from './tarEntry.js';
import { encodeHeader, padding } from './tarHeader.js';
import { seeded } from '@dust-workspace/component/testing';
import { damageOf } from './testing/damageOf.js';
import { tempFolder } from './testing/tempFolder.js';

const attributes = { mode: 0o700, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, mtime: 1_500_000_000_123_456_789n };
const root: TarEntry = { kind: 'folder', path: '' as RawPath, ...attributes };
const end = Buffer.alloc(1024);

function file(path: string, content: string): Buffer {
  const header = encodeHeader({ kind: 'file', path: rawPath(path), ...attributes, size: content.length });
  return Buffer.concat([header, Buffer.from(content), padding(content.length)]);
}

function folder(path: string): Buffer {
  return encodeHeader({ kind: 'folder', path: rawPath(path), ...attributes });
}

function link(kind: 'symlink' | 'hardlink', path: string, target: string): Buffer {
  return encodeHeader({ kind, path: rawPath(path), ...attributes, target: rawPath(target) });
}

async function* chunked(content: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function entriesOf(archive: Buffer, chunkSize: number): Promise<TarEntry[]> {
  const entries: TarEntry[] = [];
  for await (const { entry } of readTar(chunked(archive, chunkSize))) entries.push(entry);
  return entries;
}

async function refusal(...blocks: Buffer[]): Promise<string> {
  const archive = Buffer.concat(blocks);
  return checkTar(readTar(chunked(archive, 1000))).then(
    () => 'accepted',
    (error: unknown) => (error instanceof TarFormatError ? error.message : `bug: ${String(error)}`),
  );
}

test('headers keep every attribute, in whatever pieces they arrive', async () => {
  const entries: TarEntry[] = [
    root,
    { kind: 'file', path: rawPath('a'), mode: 0o7777, uid: 4_294_967_294, gid: 2_097_152, mtime: -1n, size: 0 },
    { kind: 'folder', path: rawPath('ü'.repeat(60)), ...attributes, mtime: 0n },
    { kind: 'symlink', path: rawPath('s\n=9 a=b'), ...attributes, target: rawPath(Buffer.alloc(3000, 0xff)) },
    { kind: 'hardlink', path: rawPath('l'.repeat(100)), ...attributes, target: rawPath('a') },
  ];
  const archive = Buffer.concat([...entries.map(encodeHeader), end]);
  for (const size of [1, 7, 511, 512, 513, 100_000]) expect(await entriesOf(archive, size)).toEqual(entries);
});

test('a file of more than 8 GiB keeps its size', async () => {
  const entry: TarEntry = { kind: 'file', path: rawPath('huge'), ...attributes, size: 20_000_000_000 };
  for await (const item of readTar(chunked(encodeHeader(entry), 512))) {
    expect(item.entry).toEqual(entry);
    break;
  }
});

test('content that is read in part, or not at all, does not disturb what follows', async () => {
  const archive = Buffer.concat([encodeHeader(root), file('a', 'x'.repeat(5000)), file('b', 'y'.repeat(700)), file('c', 'z'), end]);
  const seen: string[] = [];
  for await (const { entry, content } of readTar(chunked(archive, 600))) {
    if (entry.path === 'b') continue;
    for await (const chunk of content) {
      seen.push(`${entry.path}${chunk.toString('latin1', 0, 1)}`);
      break;
    }
  }
  expect(seen).toEqual(['ax', 'cz']);
});

test('what leads outside of the folder is refused', async () => {
  const start = encodeHeader(root);
  expect(await refusal(start, file('../evil', 'x'), end)).toBe('"../evil" is not a path inside the archive');
  expect(await refusal(start, file('/etc/evil', 'x'), end)).toBe('"/etc/evil" is not a path inside the archive');
  expect(await refusal(start, folder('a'), file('a/../../evil', 'x'), end)).toBe('"a/../../evil" is not a path inside the archive');
  expect(await refusal(start, file('a//b', 'x'), end)).toBe('"a//b" is not a path inside the archive');
  expect(await refusal(start, link('symlink', 'a', '/etc'), file('a/evil', 'x'), end)).toBe(
    '"a/evil" is not inside a folder of the archive',
  );
  expect(await refusal(start, link('hardlink', 'a', '/etc/passwd'), end)).toBe('"/etc/passwd" is not a path inside the archive');
  expect(await refusal(start, link('hardlink', 'a', '../b'), end)).toBe('"../b" is not a path inside the archive');
  expect(await refusal(file('a', 'x'), end)).toBe('"a" is not inside a folder of the archive');
  expect(await refusal(start, folder('a'), link('symlink', 'a', 'b'), end)).toBe('"a" occurs twice');
  expect(await refusal(start, start, end)).toBe('the root of the archive is not one folder');
  expect(await refusal(end)).toBe('the archive is empty');
});

test('what is cut off or goes on after its end is refused', async () => {
  const whole = Buffer.concat([encodeHeader(root), file('a', 'x'.repeat(600)), end]);
  for (const length of [0, 1, 511, 512, 1000, 2000, whole.length - 1024, whole.length - 512, whole.length - 1])
    expect(await refusal(whole.subarray(0, length))).toBe('the archive is cut off');
  expect(await refusal(whole, Buffer.from([1]))).toBe('data after the end of the archive');
  expect(await refusal(whole)).toBe('accepted');
});

test('a hard link to something that is no earlier file is refused', async () => {
  const temp = await tempFolder();
  const archive = Buffer.concat([encodeHeader(root), link('symlink', 'a', '/etc/hostname'), link('hardlink', 'b', 'a'), end]);
  await expect(extractTar(readTar(chunked(archive, 512)), temp)).rejects.toThrow(
    new TarFormatError('"a" is linked to, but is no earlier file'),
  );
});

test('no damage makes the reader do anything but refuse, or stay inside the folder', { timeout: 60_000 }, async () => {
  const temp = await tempFolder();
  const random = seeded(1);
  const sound = Buffer.concat([
    encodeHeader(root),
    folder('f'),
    file(`f/${'long'.repeat(40)}`, 'content'.repeat(100)),
    link('symlink', 'out', '..'),
    link('hardlink', 'again', `f/${'long'.repeat(40)}`),
    end,
  ]);
  for (let round = 0; round < 400; round++) {
    const into = join(temp, 'into');
    mkdirSync(into);
    const damaged = damageOf(round % 3 === 0 ? sound : damageOf(sound, random), random);
    await extractTar(readTar(chunked(damaged, 1 + random(2000))), into).catch((error: unknown) => {
      if (!(error instanceof TarFormatError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    });
    expect(readdirSync(temp)).toEqual(['into']);
    rmSync(into, { recursive: true });
  }
  expect(existsSync(join(temp, 'into'))).toBe(false);
});
