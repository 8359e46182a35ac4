import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findProgram } from './findProgram.js';
import { missingRequirements, programFinder } from './requirements.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dsw-find-'));
  for (const path of ['bin/tool', 'bin/folder/nested', 'opt/9/bin/db', 'opt/15/bin/db', 'opt/16/bin/other', 'run.sh']) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '', { mode: 0o755 });
  }
  writeFileSync(join(folder, 'bin/data'), '', { mode: 0o644 });
  chmodSync(join(folder, 'bin/data'), 0o644);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('looks a bare name up on the path, and takes only what can be executed', async () => {
  const place = { path: `${folder}/nowhere::${folder}/bin`, directory: folder };
  const found = await Promise.all(['tool', 'data', 'folder', 'absent'].map((name) => findProgram(name, place)));
  expect(found).toEqual([`${folder}/bin/tool`, undefined, undefined, undefined]);
});

it('takes a path from the component folder, and of several that match a star the highest number', async () => {
  const place = { path: '', directory: folder };
  const found = await Promise.all(
    ['./run.sh', 'opt/*/bin/db', `${folder}/opt/1*/bin/db`, 'opt/*/bin/absent'].map((name) => findProgram(name, place)),
  );
  expect(found).toEqual([`${folder}/run.sh`, `${folder}/opt/15/bin/db`, `${folder}/opt/15/bin/db`, undefined]);
});

it('says what to install for each requirement that nothing meets', async () => {
  const find = programFinder(`${folder}/bin`);
  const requires = [
    { program: ['absent', 'tool'], install: 'never mind' },
    { program: ['redis', 'valkey'], install: 'apt-get install redis' },
    { program: ['opt/*/bin/db'], install: 'never mind' },
    { program: ['data'], install: 'somehow' },
  ];
  expect(await missingRequirements(requires, (program) => find(program, folder))).toBe(
    'needs redis or valkey: apt-get install redis; needs data: somehow',
  );
  expect(await missingRequirements([], (program) => find(program, folder))).toBeUndefined();
});
