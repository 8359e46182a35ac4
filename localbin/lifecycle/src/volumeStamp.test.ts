import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readVolumeStamp, writeVolumeStamp } from './volumeStamp.js';

describe('the stamp of a volume', () => {
  let volume: string;
  beforeEach(async () => {
    volume = await mkdtemp(join(tmpdir(), 'dsw-stamp-'));
  });
  afterEach(() => rm(volume, { recursive: true }));

  const written = async (text: string): Promise<void> => {
    await mkdir(join(volume, '.dsw'), { recursive: true });
    await writeFile(join(volume, '.dsw/volume.json'), text);
  };

  it.each([
    { runtime: 'process', createdAt: '2026-01-02T03:04:05.000Z' },
    { runtime: 'compose', createdAt: '2026-01-02T03:04:05.000Z', image: 'redis:8.0.5-bookworm' },
  ] as const)('is read as it was written: $runtime', async (stamp) => {
    await writeVolumeStamp(volume, stamp);
    expect(readVolumeStamp(volume)).toEqual(stamp);
    expect(await readFile(join(volume, '.dsw/volume.json'), 'utf8')).toBe(`${JSON.stringify(stamp)}\n`);
  });

  it('takes the place of the one before, and leaves nothing else', async () => {
    await writeVolumeStamp(volume, { runtime: 'compose', createdAt: '', image: 'redis:8' });
    await writeVolumeStamp(volume, { runtime: 'process', createdAt: 'now' });
    expect(readVolumeStamp(volume)).toEqual({ runtime: 'process', createdAt: 'now' });
    expect(await readdir(join(volume, '.dsw'))).toEqual(['volume.json']);
  });

  it('is none where there is no volume, no stamp, or a file in the way', async () => {
    expect([readVolumeStamp(volume), readVolumeStamp(join(volume, 'none'))]).toEqual([undefined, undefined]);
    await writeFile(join(volume, '.dsw'), '');
    expect(readVolumeStamp(volume)).toBeUndefined();
  });

  it.each([
    '',
    'null',
    '[]',
    '7',
    '"process"',
    '{}',
    '{"runtime":"docker"}',
    '{"runtime":7}',
    '{"runtime":"process"',
    '{"createdAt":"now"}',
  ])('is none where it says nothing: %s', async (text) => {
    await written(text);
    expect(readVolumeStamp(volume)).toBeUndefined();
  });

  it('is worth something without its less important half', async () => {
    await written('{"runtime":"compose","image":7,"more":[]}');
    expect(readVolumeStamp(volume)).toEqual({ runtime: 'compose', createdAt: '' });
  });
});
