import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeTree } from './removeTree.js';
import { tempFolder } from './testing/tempFolder.js';

test('folders that may not be written to are deleted all the same, what links point to is not', async () => {
  const temp = await tempFolder();
  mkdirSync(join(temp, 'kept'));
  writeFileSync(join(temp, 'kept/file'), '');
  mkdirSync(join(temp, 'tree/a/b'), { recursive: true });
  writeFileSync(join(temp, 'tree/a/b/file'), '');
  writeFileSync(Buffer.concat([Buffer.from(join(temp, 'tree/a/')), Buffer.from([0xff])]), '');
  symlinkSync('../../kept', join(temp, 'tree/a/link'));
  chmodSync(join(temp, 'tree/a/b'), 0o000);
  chmodSync(join(temp, 'tree/a'), 0o500);
  await removeTree(join(temp, 'tree'));
  expect([existsSync(join(temp, 'tree')), existsSync(join(temp, 'kept/file'))]).toEqual([false, true]);
  await removeTree(join(temp, 'tree'));
});
