import { randomBytes } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { writeNewFile } from './durable.js';
import { rawPath } from './rawPath.js';
import { blockSize, encodeHeader, padding } from './tarHeader.js';
import { writeFailure } from './writeFailure.js';

export interface BundledFile {
  /** With forward slashes. */
  readonly name: string;
  readonly text: string;
}

/**
 * Writes texts as one .tar.gz that nobody but its owner may read, all of them in a folder of the archive. It is there as a whole or not at all. What is
 * there under that name is left as it is. Returns its size in bytes.
 */
export async function writeFileBundle(
  path: string,
  { folder, files, at }: { readonly folder: string; readonly files: readonly BundledFile[]; readonly at: Date },
): Promise<Result<number>> {
  if ((await stat(path).catch(() => undefined)) !== undefined)
    return fail(problem('bundle-there', `${path} is there already`, 'Remove it, or choose another name with --output.'));
  const content = await promisify(gzip)(archiveOf(folder, files, at), { level: 9 });
  const aside = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.partial`;
  try {
    await writeNewFile(aside, content);
    await rename(aside, path);
    return ok(content.length);
  } catch (error) {
    const failure = await writeFailure(error as Error, { path, folder: dirname(path), subject: basename(path), written: 0 });
    await rm(aside, { force: true });
    return fail(failure);
  }
}

/** In the pax format, as `tar` reads it everywhere. */
function archiveOf(folder: string, files: readonly BundledFile[], at: Date): Buffer {
  const attributes = { uid: 0, gid: 0, mtime: BigInt(Math.floor(at.getTime() / 1_000)) * 1_000_000_000n };
  const entries = files.flatMap(({ name, text }) => {
    const content = Buffer.from(text);
    const header = encodeHeader({ kind: 'file', path: rawPath(`${folder}/${name}`), mode: 0o600, size: content.length, ...attributes });
    return [header, content, padding(content.length)];
  });
  return Buffer.concat([...entries, Buffer.alloc(2 * blockSize)]);
}
