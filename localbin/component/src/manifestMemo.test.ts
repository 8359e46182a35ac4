import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManifestMemo } from './manifestMemo.js';
import { parseManifest } from './parseManifest.js';
import { complete, minimal } from './testing/manifests.js';

const file = 'platform/timescale/component.yaml';
let folder: string;
let memo: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dsw-memo-'));
  memo = join(folder, 'manifests.json');
});

afterEach(() => rm(folder, { recursive: true }));

/** What a command finds that reads these manifests, and keeps them. */
async function read(manifests: Readonly<Record<string, string>>): Promise<unknown[]> {
  const reader = new ManifestMemo(memo);
  const parsed = await Promise.all(Object.entries(manifests).map(([path, text]) => reader.parse(text, path)));
  reader.keep();
  return parsed.map(({ locate, ...rest }) => ({ ...rest, profiles: locate(['profiles'], 'key') }));
}

function readAnew(manifests: Readonly<Record<string, string>>): unknown[] {
  return Object.entries(manifests).map(([path, text]) => {
    const { locate, ...rest } = parseManifest(text, path);
    return { ...rest, profiles: locate(['profiles'], 'key') };
  });
}

/** Makes what is kept tell whether it was used. */
async function mark(): Promise<void> {
  await writeFile(memo, (await readFile(memo, 'utf8')).replaceAll('"description":"', '"description":"kept: '));
}

describe('a manifest that was read before', () => {
  const manifests = { [file]: complete, 'platform/redis/component.yaml': `\ufeff${minimal}profiles: [starter]\n` };

  it('is what it was, with the places in its text', async () => {
    const first = await read(manifests);
    expect(await read(manifests)).toEqual(first);
    expect(first).toEqual(readAnew(manifests));
  });

  it('is not parsed again', async () => {
    await read({ [file]: minimal });
    await mark();
    expect(await read({ [file]: minimal })).toEqual([
      expect.objectContaining({ manifest: expect.objectContaining({ description: expect.stringMatching(/^kept: /) as string }) as object }),
    ]);
  });

  it('is parsed again once its text has changed', async () => {
    await read({ [file]: minimal });
    await mark();
    const changed = { [file]: `${minimal}profiles: [starter]\n` };
    expect(await read(changed)).toEqual(readAnew(changed));
    expect(await read(changed)).toEqual(readAnew(changed));
  });

  it('is forgotten once it is gone', async () => {
    await read(manifests);
    await read({ [file]: complete });
    expect(Object.keys(JSON.parse(await readFile(memo, 'utf8')) as object)).toEqual([file]);
  });

  it('is parsed again when what was kept is damaged', async () => {
    for (const content of ['', '[]', '{"', 'null', '{"platform/timescale/component.yaml": 1}']) {
      await writeFile(memo, content);
      expect(await read({ [file]: minimal })).toEqual(readAnew({ [file]: minimal }));
    }
    expect(await readdir(folder)).toEqual(['manifests.json']);
  });
});

it('a manifest with something wrong is not kept, so that it is told each time', async () => {
  const manifests = { [file]: `${minimal}profiles: starter\n` };
  const first = await read(manifests);
  expect(await read(manifests)).toEqual(first);
  expect(first).toEqual(readAnew(manifests));
  await expect(readFile(memo, 'utf8')).rejects.toMatchObject({ code: 'ENOENT' });
});

it('where nothing can be kept everything is read all the same', async () => {
  memo = join(folder, 'absent', 'manifests.json');
  expect(await read({ [file]: minimal })).toEqual(readAnew({ [file]: minimal }));
  expect(await readdir(folder)).toEqual([]);
});
