/**
 * A path in which every character stands for one byte. On Linux a file name is bytes that need not be UTF-8; decoding one as UTF-8 would
 * lose it. Relative to the root of a volume, with slashes between, empty for the root itself.
 */
export type RawPath = string & { readonly __raw: true };

export function rawPath(name: Buffer | string): RawPath {
  return (typeof name === 'string' ? Buffer.from(name) : name).toString('latin1') as RawPath;
}

/** The path of `name` below `folder`. */
export function joinRaw(folder: RawPath, name: RawPath): RawPath {
  return (folder === '' ? name : `${folder}/${name}`) as RawPath;
}

/** As Node's file functions want it, below a folder of the file system. */
export function onDisk(root: string, path: RawPath): Buffer {
  return path === '' ? Buffer.from(root) : Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);
}

/** For people. */
export function textOf(path: RawPath): string {
  return Buffer.from(path, 'latin1').toString();
}
