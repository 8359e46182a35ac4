import { once } from 'node:events';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { seeded } from '@dust-workspace/component/testing';
import type { CurrentHarness } from './storeConformance.js';
import { beginOptions, bytesOf, got, keepSet, manifestOf, put } from './storeSets.js';

/** As a backup hook would give it, in chunks of all sizes. */
const noise = noiseOf(5_000_011);

export function filesConform(harness: CurrentHarness): void {
  describe('files', () => {
    it('come back byte by byte, whatever they hold and whatever they are called', async () => {
      const files: Record<string, Buffer> = {
        'redis/empty': Buffer.alloc(0),
        'redis/one': Buffer.from([0]),
        'redis/newline': Buffer.from('\n'),
        'redis/all-bytes': Buffer.from(Array.from({ length: 256 }, (_, index) => index)),
        'timescale/zeros.dump.zst': Buffer.alloc(3_000_000),
        'timescale/noise': noise,
        'env.files/platform/timescale/.env.local.crypt': Buffer.from('-----BEGIN CMS-----\r\n'),
        'env.files/a, b/ünïcødé 名前 %2C [x] *.env': Buffer.from('A=1'),
        'env.files/-rf': Buffer.from('-'),
      };
      const id = await keepSet(harness().store(), files);
      const store = harness().store();
      expect([...got(await store.paths(id))].sort()).toEqual(Object.keys(files).sort());
      for (const [path, content] of Object.entries(files)) {
        const entry = await store.look(id, path);
        expect([{ kind: 'file' }, { kind: 'file', bytes: content.length }]).toContainEqual(entry);
        expect((await bytesOf(store, id, path)).equals(content), path).toBe(true);
      }
    });

    it('are written side by side, in chunks of all sizes', async () => {
      const store = harness().store();
      const sink = got(await store.begin(beginOptions()));
      const paths = Array.from({ length: 5 }, (_, index) => `component-${index}/data`);
      const files = paths.map((path) => sink.file(path));
      await Promise.all(files.map(({ input }, index) => pipeline(Readable.from(chunksOf(noise, index)), input)));
      expect(await Promise.all(files.map(({ outcome }) => outcome))).toEqual(paths.map(() => ({ kind: 'stored' })));
      got(await sink.commit(manifestOf('of five')));
      expect([...got(await store.paths(sink.id))].sort()).toEqual(paths);
      for (const path of paths) expect((await bytesOf(store, sink.id, path)).equals(noise)).toBe(true);
    });

    it('are read as often as one likes, also at the same time or not to the end', async () => {
      const id = await keepSet(harness().store(), { 'redis/data': noise });
      const store = harness().store();
      const beginning: Buffer[] = [];
      for await (const chunk of store.read(id, 'redis/data')) {
        beginning.push(chunk);
        break;
      }
      const begun = Buffer.concat(beginning);
      expect(begun.length > 0 && begun.equals(noise.subarray(0, begun.length))).toBe(true);
      const both = await Promise.all([bytesOf(store, id, 'redis/data'), bytesOf(store, id, 'redis/data')]);
      expect(both.map((content) => content.equals(noise))).toEqual([true, true]);
    });

    it('that do not exist are missing, and reading them fails', async () => {
      const id = await keepSet(harness().store(), { 'redis/data': 'x' });
      const store = harness().store();
      expect(await store.look(id, 'redis/other')).toEqual({ kind: 'missing' });
      await expect(bytesOf(store, id, 'redis/other')).rejects.toThrow();
    });

    it('that are given up half way are not there, and the others are', async () => {
      const store = harness().store();
      const sink = got(await store.begin(beginOptions()));
      const broken = sink.file('timescale/metrics');
      broken.input.write(noise.subarray(0, 1_000_000));
      await put(sink, 'redis/data', 'whole');
      broken.input.write(noise.subarray(1_000_000, 1_000_100));
      const error = new Error('pg_dump ended with 1');
      broken.input.destroy(error);
      expect(await broken.outcome).toEqual({ kind: 'abandoned', error });

      const untouched = sink.file('timescale/globals');
      untouched.input.destroy();
      expect((await untouched.outcome).kind).toBe('abandoned');
      got(await sink.commit(manifestOf('without metrics')));
      const other = harness().store();
      expect(got(await other.paths(sink.id))).toEqual(['redis/data']);
      expect(await other.look(sink.id, 'timescale/metrics')).toEqual({ kind: 'missing' });
    });

    it('take no more than they can hold back', async () => {
      const store = harness().store();
      const sink = got(await store.begin(beginOptions()));
      const file = sink.file('redis/data');
      let accepted = 0;
      while (file.input.write(noise.subarray(0, 100_000))) {
        accepted += 1;
        if (accepted > 1_000) break;
      }
      expect(accepted).toBeLessThanOrEqual(1_000);
      await once(file.input, 'drain');
      file.input.end();
      await finished(file.input);
      expect(await file.outcome).toEqual({ kind: 'stored' });
      await sink.abort();
    });
  });
}

function noiseOf(length: number): Buffer {
  const below = seeded(11);
  return Buffer.from(Array.from({ length }, () => below(256)));
}

function* chunksOf(content: Buffer, seed: number): Generator<Buffer> {
  const below = seeded(seed + 1);
  for (let at = 0; at < content.length;) {
    const size = 1 + below(seed % 2 === 0 ? 300_000 : 20_000);
    yield content.subarray(at, at + size);
    at += size;
  }
}
