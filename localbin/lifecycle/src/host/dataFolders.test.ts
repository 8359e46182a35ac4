import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { componentFolders } from './componentFolders.js';
import { dataFolders } from './dataFolders.js';
import { sizeOf } from './sizeOf.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dsw-host-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const found = (...known: string[]): string[] =>
  dataFolders(componentFolders(root), new Set(known)).map(({ component, environment, byContainers }) =>
    [component, environment, ...(byContainers ? ['by containers'] : [])].join(' '),
  );

describe('data folders', () => {
  it('are those that carry the stamp, whatever is known, and those of known environments', () => {
    write('platform/db/volumes/local/.dsw/volume.json', '{"runtime":"compose"}');
    write('platform/db/volumes/feature-x/rows');
    write('application/app/volumes/local/.dsw/built.json');
    expect(found()).toEqual(['db local by containers', 'app local']);
    expect(found('feature-x')).toEqual(['db feature-x', 'db local by containers', 'app local']);
  });

  it('are also what a restore or a removal that was killed has left', () => {
    write('platform/db/volumes/.deleting-local.12/rows');
    write('platform/db/volumes/.replaced-other/rows');
    write('platform/web/volumes/.restoring-local/rows');
    expect(found()).toEqual(['db local', 'db other', 'web local']);
  });

  it('are nothing else that lies about', () => {
    write('platform/db/volumes/mine/rows');
    write('platform/db/volumes/README.md');
    write('platform/db/volumes/NO NAME/.dsw/volume.json');
    write('platform/db/volumes/.hidden/rows');
    write('ops/db/volumes/local/.dsw/volume.json');
    write('platform/.hidden/volumes/local/.dsw/volume.json');
    expect(found('local')).toEqual([]);
  });
});

describe('the size of folders', () => {
  it('is that of all files below', async () => {
    write('a/one', 'x'.repeat(1_000));
    write('a/below/two', 'x'.repeat(500));
    expect(await sizeOf(join(root, 'a'))).toBe('1.5 kB');
    expect(await sizeOf(join(root, 'absent'))).toBe('0 B');
  });

  it('is at least what was counted where there is much', async () => {
    for (const name of ['one', 'two', 'three', 'four']) write(`many/${name}`, 'x');
    expect([await sizeOf(join(root, 'many'), 4), await sizeOf(join(root, 'many'), 5)]).toEqual(['more than 3 B', '4 B']);
  });
});
