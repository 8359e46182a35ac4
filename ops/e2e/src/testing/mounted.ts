import { execa } from 'execa';

/** Runs `body` while a file system of its own, in memory and of that size, is mounted on `folder`. Needs root. */
export async function mounted(folder: string, size: string, body: () => Promise<void>): Promise<void> {
  await execa('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  try {
    await body();
  } finally {
    await execa('umount', ['--lazy', folder]);
  }
}
