import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sweepScratch, withScratch } from './scratch.js';

describe('a place for plain text', () => {
  it('is for its owner alone, and gone afterwards, whatever happens', async () => {
    let path = '';
    const body = async (given: string): Promise<never> => {
      path = given;
      const modes = await Promise.all([given, dirname(given)].map(async (place) => (await stat(place)).mode & 0o777));
      expect(modes).toEqual([0o600, 0o700]);
      throw new Error('an accident');
    };
    await expect(withScratch({}, 'a.env', 'A=1', body)).rejects.toThrow('an accident');
    await expect(stat(dirname(path))).rejects.toThrow('ENOENT');
  });

  it('is removed when its process is gone, also where another has got its number, and left alone otherwise', async () => {
    const place = await mkdtemp(join(tmpdir(), 'dsw-scratch-'));
    const uid = process.getuid?.() ?? 0;
    const names = [
      `dust-workspace-${uid}-${process.pid}-1-0a0b0c0d`,
      `dust-workspace-${uid}-2147483646-5-0a0b0c0d`,
      `dust-workspace-${uid}-x`,
      'other',
    ];
    for (const name of names) {
      await mkdir(join(place, name));
      await writeFile(join(place, name, 'a.env'), 'A=1');
    }
    await withScratch({ TMPDIR: place }, 'b.env', '', async (path) => {
      await sweepScratch({ TMPDIR: place });
      expect(await readdir(place)).toEqual(names.slice(process.platform === 'linux' ? 2 : 1));
      expect((await stat(path)).isFile()).toBe(true);
    });
    await rm(place, { recursive: true });
  });
});
