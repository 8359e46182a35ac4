import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Parameters of the kernel by name; undefined for one that it has not, or whose value is no number. */
export async function readKernel(parameters: Iterable<string>): Promise<ReadonlyMap<string, number | undefined>> {
  const found = await Promise.all([...new Set(parameters)].map(async (name) => [name, await valueOf(name)] as const));
  return new Map(found);
}

async function valueOf(parameter: string): Promise<number | undefined> {
  const text = (await readFile(join('/proc/sys', ...parameter.split('.')), 'utf8').catch(() => '')).trim();
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
