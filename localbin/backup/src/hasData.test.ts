import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasData } from './hasData.js';
import { tempFolder } from './testing/tempFolder.js';

test('our own stamps and empty folders are no data', async () => {
  const volume = join(await tempFolder(), 'volume');
  expect(hasData(volume)).toBe(false);
  mkdirSync(join(volume, '.dsw'), { recursive: true });
  writeFileSync(join(volume, '.dsw/volume.json'), '{}');
  mkdirSync(join(volume, 'a/b/c'), { recursive: true });
  expect(hasData(volume)).toBe(false);
});

test('anything else is', async () => {
  const volume = await tempFolder();
  mkdirSync(join(volume, 'a/.dsw'), { recursive: true });
  writeFileSync(join(volume, 'a/.dsw/empty'), '');
  expect(hasData(volume)).toBe(true);
  const other = await tempFolder();
  symlinkSync('nowhere', join(other, 'link'));
  expect(hasData(other)).toBe(true);
  const odd = await tempFolder();
  const name = Buffer.concat([Buffer.from(`${odd}/`), Buffer.from([0xff])]);
  mkdirSync(name);
  expect(hasData(odd)).toBe(true);
  expect(hasData(join(odd, 'missing'))).toBe(false);
  writeFileSync(join(odd, 'file'), '');
  expect(hasData(join(odd, 'file'))).toBe(true);
});
