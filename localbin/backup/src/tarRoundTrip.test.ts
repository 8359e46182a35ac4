import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { appendFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { checkTar, extractTar } from './extractTar.js';
import { readTar } from './readTar.js';
import { describeTree } from './testing/describeTree.js';
import { isRoot, makeTree, onlyRoot } from './testing/makeTree.js';
import { tempFolder } from './testing/tempFolder.js';
import { UnsupportedFileError } from './walkTree.js';
import { FolderChangedError, writeTar } from './writeTar.js';

async function pack(folder: string, archive: string): Promise<string[]> {
  const notes: string[] = [];
  await pipeline(Readable.from(writeTar(folder, { note: (note) => notes.push(note) })), createWriteStream(archive));
  return notes;
}

test('a folder with everything in it comes back exactly', { timeout: 60_000 }, async () => {
  const temp = await tempFolder();
  mkdirSync(join(temp, 'into'));
  makeTree(join(temp, 'volume'));
  const notes = await pack(join(temp, 'volume'), join(temp, 'a.tar'));
  await checkTar(readTar(createReadStream(join(temp, 'a.tar'))));
  await extractTar(readTar(createReadStream(join(temp, 'a.tar'))), join(temp, 'into'));
  expect(describeTree(join(temp, 'into'))).toEqual(describeTree(join(temp, 'volume')));
  expect(notes).toEqual(['absolute points to /etc/hostname, outside of the volume: the link was copied, not what it points to']);
  if (isRoot) expect((await stat(join(temp, 'into/empty'))).uid).toBe(3_000_000_000);
});

test('GNU tar unpacks what we pack', { timeout: 60_000 }, async () => {
  const temp = await tempFolder();
  mkdirSync(join(temp, 'into'));
  makeTree(join(temp, 'volume'));
  await pack(join(temp, 'volume'), join(temp, 'a.tar'));
  execFileSync('tar', ['-x', '-p', '--numeric-owner', '-f', join(temp, 'a.tar'), '-C', join(temp, 'into')], {
    env: { ...process.env, LC_ALL: 'C' },
  });
  expect(describeTree(join(temp, 'into'))).toEqual(describeTree(join(temp, 'volume')));
});

test('we unpack what GNU tar packs in the pax format', { timeout: 60_000 }, async () => {
  const temp = await tempFolder();
  mkdirSync(join(temp, 'into'));
  makeTree(join(temp, 'volume'));
  const options = ['-c', '--format=pax', '--numeric-owner', '--sort=name', '-f', join(temp, 'a.tar'), '-C', join(temp, 'volume'), '.'];
  execFileSync('tar', ['--transform=s,^\\./\\(.\\),\\1,S', ...options], { env: { ...process.env, LC_ALL: 'C' } });
  await extractTar(readTar(createReadStream(join(temp, 'a.tar'))), join(temp, 'into'));
  expect(describeTree(join(temp, 'into'))).toEqual(describeTree(join(temp, 'volume')));
});

test('sockets and named pipes are left out with a note', async () => {
  const temp = await tempFolder();
  mkdirSync(join(temp, 'volume'));
  execFileSync('mkfifo', [join(temp, 'volume/pipe')]);
  const server = createServer().listen(join(temp, 'volume/socket'));
  await new Promise((resolve) => server.once('listening', resolve));
  const notes = await pack(join(temp, 'volume'), join(temp, 'a.tar'));
  await new Promise((resolve) => server.close(resolve));
  expect(notes).toEqual(['pipe is a named pipe and was left out', 'socket is a socket and was left out']);
});

test('a device is refused', async ({ skip }) => {
  skip(!isRoot, onlyRoot);
  const temp = await tempFolder();
  mkdirSync(join(temp, 'volume'));
  execFileSync('mknod', [join(temp, 'volume/null'), 'c', '1', '3']);
  await expect(pack(join(temp, 'volume'), join(temp, 'a.tar'))).rejects.toThrow(new UnsupportedFileError(join(temp, 'volume/null')));
});

test('a file that grows while it is copied is noticed', async () => {
  const temp = await tempFolder();
  mkdirSync(join(temp, 'volume'));
  const path = join(temp, 'volume/file');
  writeFileSync(path, Buffer.alloc(1_000_000));
  const copying = async (): Promise<void> => {
    for await (const chunk of writeTar(join(temp, 'volume'), { note: () => undefined }))
      if (chunk.length > 100_000) await appendFile(path, 'more');
  };
  await expect(copying()).rejects.toThrow(new FolderChangedError(path));
});

test('a link at the root is followed, since a volume may lie elsewhere', async () => {
  const temp = await tempFolder();
  mkdirSync(join(temp, 'elsewhere'));
  mkdirSync(join(temp, 'into'));
  writeFileSync(join(temp, 'elsewhere/file'), 'x');
  symlinkSync(join(temp, 'elsewhere'), join(temp, 'volume'));
  await pack(join(temp, 'volume'), join(temp, 'a.tar'));
  await extractTar(readTar(createReadStream(join(temp, 'a.tar'))), join(temp, 'into'));
  expect(describeTree(join(temp, 'into'))).toEqual(describeTree(join(temp, 'elsewhere')));
});
