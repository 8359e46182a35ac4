import { readFile } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import type { Memory } from '../symptoms.js';

/** What is left of the memory of this machine, or of the part of it that this process may use. */
export async function readMemory(): Promise<Memory> {
  const [available, limit, used] = await Promise.all([
    availableHere(),
    numberIn('/sys/fs/cgroup/memory.max'),
    numberIn('/sys/fs/cgroup/memory.current'),
  ]);
  const totalBytes = Math.min(totalmem(), limit ?? Infinity);
  const left = limit === undefined || used === undefined ? Infinity : limit - used;
  return { totalBytes, availableBytes: Math.max(0, Math.min(available, left)) };
}

/** What Linux would give to a new program without swapping; elsewhere what nobody uses. */
async function availableHere(): Promise<number> {
  const table = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec(table)?.[1];
  return kibibytes === undefined ? freemem() : Number(kibibytes) * 1024;
}

async function numberIn(file: string): Promise<number | undefined> {
  const text = (await readFile(file, 'utf8').catch(() => '')).trim();
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
