import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileBundle } from './fileBundle.js';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'bundle-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = new Date('2026-11-22T10:00:00Z');

describe('a bundle of files', () => {
  it('is one archive that tar reads, and nobody but its owner', async () => {
    const path = join(folder, 'b.tar.gz');
    const long = `${'long/'.repeat(40)}ü.txt`;
    const files = [
      { name: 'a.txt', text: 'one\n' },
      { name: 'empty.txt', text: '' },
      { name: long, text: 'ä'.repeat(600) },
    ];
    const written = await writeFileBundle(path, { folder: 'b', files, at });
    const { mode, size } = await stat(path);
    expect(written).toEqual({ ok: true, value: size });
    expect(mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['b.tar.gz']);
    const tar = (...words: string[]): string => execFileSync('tar', words, { cwd: folder, encoding: 'utf8' });
    expect(tar('--list', '--gzip', '--file', path, '--quoting-style=literal').trim().split('\n')).toEqual([
      'b/a.txt',
      'b/empty.txt',
      `b/${long}`,
    ]);
    expect(tar('--extract', '--to-stdout', '--gzip', '--file', path, 'b/a.txt', `b/${long}`)).toBe(`one\n${'ä'.repeat(600)}`);
  });

  it('takes the place of nothing', async () => {
    const path = join(folder, 'b.tar.gz');
    await writeFile(path, 'mine');
    const written = await writeFileBundle(path, { folder: 'b', files: [], at });
    expect(written.ok ? [] : written.diagnostics.map(({ message }) => message)).toEqual([`${path} is there already`]);
    expect((await stat(path)).size).toBe(4);
  });

  it('says why it cannot be written, and leaves nothing', async () => {
    const written = await writeFileBundle(join(folder, 'gone', 'b.tar.gz'), { folder: 'b', files: [], at });
    expect(written.ok ? [] : written.diagnostics.map(({ code }) => code)).toEqual(['write-failed']);
    expect(await readdir(folder)).toEqual([]);
  });
});
