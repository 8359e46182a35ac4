import { access, constants, readdir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

export interface SearchPlace {
  /** The folders in which a bare name is looked up, separated by colons. */
  readonly path: string;
  /** Where a relative path starts: the component folder. */
  readonly directory: string;
}

/**
 * The absolute path of a program that may be executed, or undefined. `program` is a bare name, looked up on PATH, or a path in which `*` stands
 * for any part of one folder's name; of several that match, the one with the highest number.
 */
export async function findProgram(program: string, place: SearchPlace): Promise<string | undefined> {
  const candidates = program.includes('/')
    ? await expand(isAbsolute(program) ? program : join(place.directory, program))
    : place.path.split(':').flatMap((folder) => (folder === '' ? [] : [join(folder, program)]));
  for (const candidate of candidates) if (await isExecutable(candidate)) return candidate;
  return undefined;
}

async function expand(pattern: string): Promise<string[]> {
  let found = ['/'];
  for (const part of pattern.split('/').filter((name) => name !== '')) {
    const next = await Promise.all(found.map((folder) => matching(folder, part)));
    found = next.flat();
  }
  return found;
}

async function matching(folder: string, part: string): Promise<string[]> {
  if (!part.includes('*')) return [join(folder, part)];
  const pattern = new RegExp(`^${part.split('*').map(escape).join('.*')}$`);
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => pattern.test(name))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((name) => join(folder, name));
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
