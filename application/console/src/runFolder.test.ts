import { appendFile, link, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchRunFolder, type RunFolder } from './runFolder.js';
import { until } from './testing/until.js';

let root: string;
let run: string;
let changes = 0;
let watched: RunFolder;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'console-run-'));
  run = join(root, 'env', 'local', 'run');
  await mkdir(join(root, 'env'));
  watched = watchRunFolder(run, () => (changes += 1));
});
afterEach(async () => {
  watched.close();
  await rm(root, { recursive: true });
});

/** Does something again and again until it is seen: what was done before a folder is watched is not. */
async function isSeen(what: string, change: () => Promise<unknown>): Promise<void> {
  const before = changes;
  await until(`${what} is seen`, async () => {
    await change();
    return changes > before;
  });
}

describe('a run folder', () => {
  it('is watched from when it is made on: a lock that is taken, a component that comes, its stamp', async () => {
    await isSeen('the folder', () => mkdir(run, { recursive: true }));
    let drafts = 0;
    await isSeen('the lock', async () => {
      const draft = join(root, `draft-${++drafts}`);
      await writeFile(draft, '');
      await rm(join(run, 'lock'), { force: true });
      await link(draft, join(run, 'lock'));
    });
    await isSeen('the component', async () => {
      await rm(join(run, 'redis'), { recursive: true, force: true });
      await mkdir(join(run, 'redis'));
    });
    await isSeen('its stamp', async () => {
      await rm(join(run, 'redis', 'process'), { force: true });
      await writeFile(join(run, 'redis', 'process'), 'stamp');
    });
    await isSeen('its stamp that goes', async () => {
      await writeFile(join(run, 'redis', 'process'), 'stamp');
      await rm(join(run, 'redis', 'process'));
    });
  });

  it('is not looked at for what is written into logs', async () => {
    await mkdir(join(run, 'redis'), { recursive: true });
    await writeFile(join(run, 'redis', 'process'), '');
    await isSeen('the stamp', async () => {
      await rm(join(run, 'redis', 'process'), { force: true });
      await writeFile(join(run, 'redis', 'process'), '');
    });
    const settled = changes;
    for (let count = 0; count < 100; count++) await appendFile(join(run, 'redis', 'output.log'), 'line\n');
    await isSeen('the stamp', () =>
      rm(join(run, 'redis', 'process'), { force: true }).then(() => writeFile(join(run, 'redis', 'process'), '')),
    );
    expect(changes - settled).toBeLessThan(100);
  });

  it('may never be there', () => {
    const other = watchRunFolder('/nowhere/env/local/run', () => undefined);
    other.close();
    other.close();
  });
});
