import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { backup } from './backup.js';
import { archiveOf } from './testing/archive.js';
import { MemorySnapshot } from '@dust-workspace/component/testing';
import { fill } from './testing/richData.js';
import { impatient, TestQdrant } from './testing/testContext.js';
import { verify } from './verify.js';
import { walkTar } from './walkTar.js';

const file = 'collection-1.shard-5.snapshot';

describe('the check of a snapshot', () => {
  const snapshot = new MemorySnapshot();
  const lines: string[] = [];
  const context = { log: (line: string) => lines.push(line) } as never;

  beforeAll(async () => {
    const server = await TestQdrant.started();
    fill(server.fake);
    await backup(server.context(), snapshot.writer, impatient);
    await server.dispose();
  });

  function spoilt(name: string, spoil: (content: Buffer) => Buffer): MemorySnapshot {
    const copy = new MemorySnapshot();
    for (const one of snapshot.files) copy.replace(one, one === name ? spoil(snapshot.content(one)) : snapshot.content(one));
    return copy;
  }

  it('reads all of it', async () => {
    await verify(context, snapshot.reader);
    expect(lines).toEqual(['7 snapshots of shards of 3 collections can be read']);
  });

  it.each<[string, (content: Buffer) => Buffer, string]>([
    ['cut off', (content) => content.subarray(0, 600), 'it is cut off'],
    ['without its end', (content) => content.subarray(0, -1024), 'it is cut off'],
    ['without its last byte', (content) => content.subarray(0, -1), 'it is cut off'],
    ['empty', () => Buffer.alloc(0), 'it is cut off'],
    ['an archive of nothing', () => Buffer.alloc(1024), 'nothing is in it'],
    ['changed in a header', (content) => flipped(content, 3), 'a header does not match its checksum'],
    ['changed in its content', (content) => flipped(content, 520), 'it is not what Qdrant wrote'],
    ['longer', (content) => Buffer.concat([content, Buffer.from('more'.padEnd(512))]), 'something follows its end'],
    ['another archive', () => archiveOf({ 'segments/points': '' }), 'it is not what Qdrant wrote'],
    ['something else', () => Buffer.from('not an archive'.repeat(100)), 'a header holds a malformed number'],
  ])('refuses a file that is %s', async (_, spoil, why) => {
    await expect(verify(context, spoilt(file, spoil).reader)).rejects.toMatchObject({
      name: 'HookFailure',
      message: `${file} is damaged: ${why}`,
    });
  });

  it.each<[string, (text: string) => string, string]>([
    ['is no JSON', (text) => text.slice(0, -3), 'collections.json is not as the backup hook writes it: unexpected'],
    ['lacks something', (text) => text.replace('"counts"', '"count"'), 'counts is missing, or something else than it should be'],
    ['names a file that is not there', (text) => text.replaceAll(file, 'x'), 'x is named in collections.json, but not there'],
    ['asks for shards that cannot be made', (text) => text.replace('"shard_id":6', '"shard_id":8'), 'key_2 have the numbers 5, 8'],
  ])('refuses a list of collections that %s', async (_, change, why) => {
    const changed = spoilt('collections.json', (content) => Buffer.from(change(content.toString())));
    await expect(verify(context, changed.reader)).rejects.toThrow(why);
  });

  it('refuses a file that nobody asked for', async () => {
    const more = spoilt('', (content) => content);
    more.replace('more', Buffer.from('more'));
    await expect(verify(context, more.reader)).rejects.toThrow('more is not named in collections.json');
  });
});

it('reads archives with holes and long names, in chunks of any size', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qdrant-tar-'));
  try {
    for (const name of ['plain', 'x'.repeat(150)]) writeFileSync(join(folder, name), 'content');
    // Enough holes that their list needs blocks of its own.
    const holes = join(folder, 'holes');
    writeFileSync(holes, '');
    for (let index = 0; index < 40; index += 1) {
      truncateSync(holes, index * 262_144);
      writeFileSync(holes, Buffer.alloc(4096, 1), { flag: 'a' });
    }
    execFileSync('tar', ['--create', '--sparse', '--format=gnu', '--file', '../archive', '.'], { cwd: folder });
    const archive = readFileSync(join(folder, '../archive'));
    for (const size of [1, 511, 512, 10_000, archive.length]) {
      const chunks = (async function* () {
        for (let at = 0; at < archive.length; at += size) yield archive.subarray(at, at + size);
      })();
      expect(await walkTar(chunks)).toBe(3);
    }
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(join(folder, '../archive'), { force: true });
  }
});

function flipped(content: Buffer, at: number): Buffer {
  const result = Buffer.from(content);
  result[at]! ^= 0x10;
  return result;
}
