import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A new folder that is removed when the test is over. */
export async function scratchFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'dust workspace ')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
