import { readFile } from 'node:fs/promises';

/** How many files a process of ours may have open: the hard limit, to which Node raises its own. Undefined on systems without /proc. */
export async function readOpenFiles(): Promise<number | undefined> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const hard = /^Max open files\s+\S+\s+(\d+|unlimited)/m.exec(limits)?.[1];
  return hard === 'unlimited' ? Infinity : hard === undefined ? undefined : Number(hard);
}
