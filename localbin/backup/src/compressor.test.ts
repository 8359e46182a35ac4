import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { checkSnapshot } from './checkSnapshot.js';
import type { Compression } from './compression.js';
import { chooseCompression } from './compression.js';
import { readSnapshot } from './readSnapshot.js';
import { openSet } from './setWriter.js';
import { choose, contentOf, facts, failuresOf, info, options, valueOf, write } from './testing/sets.js';
import { tempFolder } from './testing/tempFolder.js';

test('zstd is taken where it is on the path, then the one of Node, and gzip otherwise', async () => {
  const [empty, folder] = [await tempFolder(), await tempFolder()];
  mkdirSync(join(empty, 'zstd'));
  writeFileSync(join(folder, 'zstd'), '#!/bin/sh\n');
  const choice = (path: string | undefined, library: boolean): Compression => chooseCompression({ processEnv: { PATH: path }, library });
  expect(choice(folder, false)).toEqual({ method: 'gzip' });
  chmodSync(join(folder, 'zstd'), 0o755);
  expect(choice([empty, 'relative', '', folder].join(delimiter), true)).toEqual({ method: 'zstd', program: join(folder, 'zstd') });
  expect(choice(empty, true)).toEqual({ method: 'zstd', program: null });
  expect(choice(undefined, false)).toEqual({ method: 'gzip' });
});

/** A program that is called zstd and does something else. */
async function fakeZstd(script: string): Promise<Compression> {
  const program = join(await tempFolder(), 'zstd');
  writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { method: 'zstd', program };
}

const faults: readonly [does: string, script: string, says: RegExp][] = [
  ['is killed half way', 'head --bytes=100000 | zstd -1 --stdout --quiet; kill -KILL $$', /was ended by SIGKILL/],
  [
    'fails after all was read',
    'zstd -1 --stdout --quiet; echo "Write error: cannot do that" >&2; exit 70',
    /exited with 70: Write error: cannot do that/,
  ],
  ['stops reading and says that all is well', 'head --bytes=1000 | zstd -1 --stdout --quiet; exit 0', /ended before its input/],
  ['does not start', 'exit 1', /exited with 1/],
];

for (const [does, script, says] of faults)
  test(`a zstd that ${does} makes no snapshot`, async () => {
    const temp = await tempFolder();
    const set = valueOf(await openSet(options(temp, { compression: await fakeZstd(script) })));
    const sink = set.snapshot('timescale', info);
    await write(sink.writer, 'metrics.dump', randomBytes(5_000_000)).catch(() => undefined);
    const [failure, ...others] = failuresOf(await sink.finish());
    expect(failure).toMatch(/^compression-failed: the data could not be compressed: /);
    expect(failure).toMatch(says);
    expect(others).toEqual([]);
    expect((await set.commit(facts)).ok).toBe(false);
    expect(readdirSync(temp)).toEqual([]);
  });

test('a program that is gone by the time it is needed is named', async () => {
  const temp = await tempFolder();
  const program = join(temp, 'zstd');
  const set = valueOf(await openSet(options(join(temp, 'sets'), { compression: { method: 'zstd', program } })));
  const sink = set.snapshot('redis', info);
  await write(sink.writer, 'data', 'x').catch(() => undefined);
  expect(failuresOf(await sink.finish())).toEqual([
    `compression-failed: the data could not be compressed: ${program} could not be run: spawn ${program} ENOENT`,
  ]);
  await set.abort();
});

test('an abort while zstd works leaves neither files nor programs', async () => {
  const temp = await tempFolder();
  const compression = await fakeZstd(`echo $$ >${join(temp, 'pid')}; exec zstd -1 --stdout --quiet`);
  mkdirSync(join(temp, 'sets'));
  const set = valueOf(await openSet(options(join(temp, 'sets'), { compression })));
  const sink = set.snapshot('redis', info);
  const input = sink.writer.file('data');
  await new Promise((resolve) => input.write(randomBytes(3_000_000), resolve));
  await expect.poll(() => readdirSync(temp)).toContain('pid');
  await set.abort();
  expect(readdirSync(join(temp, 'sets'))).toEqual([]);
  await expect.poll(zstdsOfOurs).toEqual([]);
});

/** Pids of the programs called zstd that this process has started. */
function zstdsOfOurs(): string[] {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
    .split(' ')
    .filter((pid) => pid !== '');
  return children.filter((pid) => nameOf(pid) === 'zstd');
}

function nameOf(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

test('what a hook writes comes back, whatever the pieces and the compression', { timeout: 60_000 }, async () => {
  const temp = await tempFolder();
  const real = chooseCompression({ processEnv: process.env });
  const content = Buffer.concat([randomBytes(3_000_000), Buffer.alloc(3_000_000, 'row ')]);
  for (const compression of [real, { method: 'gzip' }, { method: 'none' }] as const)
    for (const size of [1_000, 65_536, 1_000_000, content.length]) {
      const sets = join(temp, `${compression.method}-${size}`);
      const set = valueOf(await openSet(options(sets, { compression })));
      const sink = set.snapshot('timescale', info);
      const input = sink.writer.file('metrics.dump');
      for (let at = 0; at < content.length; at += size)
        if (!input.write(content.subarray(at, at + size))) await new Promise((resolve) => input.once('drain', resolve));
      await new Promise<void>((resolve) => input.end(resolve));
      valueOf(await sink.finish());
      valueOf(await set.commit(facts));
      const chosen = valueOf(await choose(sets, ['timescale']));
      valueOf(await checkSnapshot(chosen, 'timescale'));
      const back = await contentOf(readSnapshot(chosen, 'timescale').file('metrics.dump'));
      expect([compression.method, size, back.equals(content)]).toEqual([compression.method, size, true]);
    }
});

test('an empty file comes back empty', async () => {
  const temp = await tempFolder();
  for (const compression of [chooseCompression({ processEnv: process.env }), { method: 'gzip' }, { method: 'none' }] as const) {
    const sets = join(temp, compression.method);
    const set = valueOf(await openSet(options(sets, { compression })));
    const sink = set.snapshot('redis', info);
    sink.writer.file('empty').end();
    valueOf(await sink.finish());
    valueOf(await set.commit(facts));
    const chosen = valueOf(await choose(sets, ['redis']));
    valueOf(await checkSnapshot(chosen, 'redis'));
    expect(await contentOf(readSnapshot(chosen, 'redis').file('empty'))).toEqual(Buffer.alloc(0));
  }
});

test('a reader that is given up ends what decompresses for it', async () => {
  const temp = await tempFolder();
  const compression = chooseCompression({ processEnv: process.env });
  const set = valueOf(await openSet(options(temp, { compression })));
  const sink = set.snapshot('redis', info);
  await write(sink.writer, 'data', Buffer.alloc(20_000_000, 'row '));
  valueOf(await sink.finish());
  valueOf(await set.commit(facts));
  const stream = readSnapshot(valueOf(await choose(temp, ['redis'])), 'redis').file('data');
  for await (const chunk of stream) {
    expect((chunk as Buffer).length).toBeGreaterThan(0);
    break;
  }
  await expect.poll(zstdsOfOurs).toEqual([]);
});
