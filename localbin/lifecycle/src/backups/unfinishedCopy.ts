import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { environmentPaths } from '@dust-workspace/environment';

/**
 * Components that a set was to bring to an environment without data of them, as long as that has not ended well. What is there of them
 * is half of a copy, and the next attempt may replace it.
 */
export async function readUnfinished(root: string, environment: string): Promise<readonly string[]> {
  try {
    const names: unknown = JSON.parse(await readFile(fileOf(root, environment), 'utf8'));
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    // A file that was cut short was written before any data.
    return [];
  }
}

/** Written before the first of the data. */
export async function writeUnfinished(root: string, environment: string, names: readonly string[]): Promise<void> {
  const file = fileOf(root, environment);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(names)}\n`, { mode: 0o600 });
}

export async function forgetUnfinished(root: string, environment: string): Promise<void> {
  await rm(fileOf(root, environment), { force: true });
}

function fileOf(root: string, environment: string): string {
  return join(environmentPaths(root, environment).configuration, 'unfinished-copy.json');
}
