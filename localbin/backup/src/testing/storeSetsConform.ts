import { describe, expect, it } from 'vitest';
import type { CurrentHarness } from './storeConformance.js';
import { beginOptions, bytesOf, codesOf, got, keepSet, manifestOf, noon, owner, put } from './storeSets.js';

const everybody = (): boolean => true;
const unknownId = '20200101T000000Z-none';

export function setsConform(harness: CurrentHarness): void {
  describe('sets', () => {
    it('are none at first', async () => {
      const store = harness().store();
      expect(got(await store.ids())).toEqual([]);
      expect(await store.strangers()).toEqual([]);
      expect(got(await store.sweep(() => false))).toEqual([]);
      expect(store.description).not.toBe('');
    });

    it('are seen by nobody before they are committed, and whole from then on', async () => {
      const files = { 'redis/volume.tar': Buffer.from('volume'), 'timescale/metrics.dump': Buffer.from('rows') };
      const manifest = manifestOf('{ "any": "bytes", \r\n "ünïcødé": true }');
      const sink = got(await harness().store().begin(beginOptions()));
      for (const [path, content] of Object.entries(files)) await put(sink, path, content);

      const other = harness().store();
      expect(got(await other.ids())).toEqual([]);
      expect(await other.strangers()).toEqual([]);
      expect(codesOf(await other.manifest(sink.id))).toEqual(['set-damaged']);

      got(await sink.commit(manifest));
      expect(got(await other.ids())).toEqual([sink.id]);
      const another = harness().store();
      expect(got(await another.manifest(sink.id))).toEqual(manifest);
      expect([...got(await another.paths(sink.id))].sort()).toEqual(Object.keys(files));
      for (const [path, content] of Object.entries(files)) expect(await bytesOf(another, sink.id, path)).toEqual(content);
      expect(await another.strangers()).toEqual([]);
    });

    it('are listed from the newest on, also within a second and where the clock was set back', async () => {
      const clocks = ['12:00:00', '12:00:00', '11:00:00', '13:00:00'].map((time) => new Date(`2026-11-21T${time}.000Z`));
      const ids: string[] = [];
      for (const now of clocks) ids.push(await keepSet(harness().store(), { 'redis/data': 'x' }, { now }));
      expect([...ids].sort()).toEqual(ids);
      expect(ids.map((id) => id.slice(0, 16))).toEqual(['20261121T120000Z', '20261121T120001Z', '20261121T120002Z', '20261121T130000Z']);
      expect(got(await harness().store().ids())).toEqual([...ids].reverse());
    });

    it('are written two at once without touching each other', async () => {
      const [one, two] = [harness().store(), harness().store()];
      const first = got(await one.begin(beginOptions()));
      await put(first, 'redis/data', 'first');
      const second = got(await two.begin(beginOptions({ owner: { pid: process.pid, startTime: 'another' } })));
      expect([first.id, second.id].sort()).toEqual([first.id, second.id]);
      await put(second, 'redis/data', 'second');
      got(await second.commit(manifestOf('of the second')));
      expect(got(await one.ids())).toEqual([second.id]);
      got(await first.commit(manifestOf('of the first')));
      const store = harness().store();
      expect(got(await store.ids())).toEqual([second.id, first.id]);
      expect(String(await bytesOf(store, first.id, 'redis/data'))).toBe('first');
      expect(String(await bytesOf(store, second.id, 'redis/data'))).toBe('second');
      expect(String(got(await store.manifest(first.id)).content)).toBe('of the first');
    });

    it('begun by one process at the same time have different ids', async () => {
      const store = harness().store();
      const [first, second] = (await Promise.all([store.begin(beginOptions()), store.begin(beginOptions())])).map(got);
      expect(first?.id).not.toBe(second?.id);
      await Promise.all([first?.abort(), second?.abort()]);
    });

    it('that are given up leave nothing', async () => {
      const kept = await keepSet(harness().store(), { 'redis/data': 'kept' });
      const store = harness().store();
      const sink = got(await store.begin(beginOptions()));
      await put(sink, 'redis/data', 'x');
      const open = sink.file('redis/more');
      open.input.write('half of it');
      await sink.abort();
      expect((await open.outcome).kind).toBe('abandoned');
      expect(got(await store.ids())).toEqual([kept]);
      expect(await store.look(sink.id, 'redis/data')).toEqual({ kind: 'missing' });
      expect(
        got(
          await harness()
            .store()
            .sweep(() => false),
        ),
      ).toEqual([]);
      expect(await store.strangers()).toEqual([]);
      expect(String(await bytesOf(store, kept, 'redis/data'))).toBe('kept');
    });

    it('without any file can be given up, too', async () => {
      const store = harness().store();
      await got(await store.begin(beginOptions())).abort();
      expect(got(await store.ids())).toEqual([]);
    });

    it('are refused while one of their files is still written', async () => {
      const store = harness().store();
      const sink = got(await store.begin(beginOptions()));
      await put(sink, 'redis/data', 'x');
      const open = sink.file('redis/more');
      open.input.write('half');
      expect(codesOf(await sink.commit(manifestOf('too early')))).toEqual(['set-unfinished']);
      expect(got(await store.ids())).toEqual([]);
      open.input.end(' of it');
      await open.outcome;
      got(await sink.commit(manifestOf('in time')));
      expect(got(await store.ids())).toEqual([sink.id]);
      expect(String(await bytesOf(store, sink.id, 'redis/more'))).toBe('half of it');
    });

    it('hold only what is to be kept', async () => {
      const store = harness().store();
      const sink = got(await store.begin(beginOptions()));
      for (const path of ['redis/data', 'timescale/metrics', 'timescale/globals']) await put(sink, path, path);
      got(await sink.commit(manifestOf('of redis'), ['redis/data']));
      const other = harness().store();
      expect(got(await other.paths(sink.id))).toEqual(['redis/data']);
      expect(await other.look(sink.id, 'timescale/metrics')).toEqual({ kind: 'missing' });
      expect(String(await bytesOf(other, sink.id, 'redis/data'))).toBe('redis/data');
    });

    it('that are unknown are a diagnostic, and their files missing', async () => {
      const store = harness().store();
      expect(codesOf(await store.manifest(unknownId))).toEqual(['set-damaged']);
      expect(await store.look(unknownId, 'redis/data')).toEqual({ kind: 'missing' });
      expect(codesOf(await store.paths(unknownId))).toHaveLength(1);
      await expect(bytesOf(store, unknownId, 'redis/data')).rejects.toThrow();
    });
  });

  describe('removing', () => {
    it('takes away several sets at once and leaves the others', async () => {
      const ids: string[] = [];
      for (const content of ['a', 'b', 'c', 'd'])
        ids.push(await keepSet(harness().store(), { 'redis/data': content, 'redis/more': content }));
      const [first = '', second = '', third = '', fourth = ''] = ids;
      const store = harness().store();
      got(await store.stamp(second, { kind: 'pinned', pin: { at: noon.toISOString(), reason: '' } }));
      got(await store.remove([first, second, fourth]));
      for (const one of [store, harness().store()]) {
        expect(got(await one.ids())).toEqual([third]);
        expect(await one.look(first, 'redis/data')).toEqual({ kind: 'missing' });
        expect(codesOf(await one.manifest(second))).toEqual(['set-damaged']);
        expect(String(await bytesOf(one, third, 'redis/data'))).toBe('c');
        expect(await one.strangers()).toEqual([]);
      }
      expect(got(await store.sweep(everybody))).toEqual([]);
    });

    it('of what is not there changes nothing', async () => {
      const id = await keepSet(harness().store(), { 'redis/data': 'x' });
      const store = harness().store();
      got(await store.remove([]));
      got(await store.remove([unknownId]));
      expect(got(await store.ids())).toEqual([id]);
      got(await store.remove([unknownId, id, id]));
      expect(got(await store.ids())).toEqual([]);
    });
  });

  describe('sweeping', () => {
    it('takes away what a dead writer left, and not what a living one writes', async () => {
      const kept = await keepSet(harness().store(), { 'redis/data': 'kept' });
      const dead = { pid: 4_000_000, startTime: 'long ago' };
      const abandoned = got(
        await harness()
          .store()
          .begin(beginOptions({ owner: dead })),
      );
      await put(abandoned, 'redis/data', 'left behind');
      const living = got(await harness().store().begin(beginOptions()));
      await put(living, 'redis/data', 'new');

      const store = harness().store();
      const asked: unknown[] = [];
      const swept = got(
        await store.sweep((one) => {
          asked.push(one);
          return one.pid === owner.pid;
        }),
      );
      expect(asked).toContainEqual(dead);
      expect(asked).toContainEqual(owner);
      expect(swept).toEqual([expect.stringContaining(abandoned.id)]);
      expect(got(await store.sweep((one) => one.pid === owner.pid))).toEqual([]);
      expect(await store.look(abandoned.id, 'redis/data')).toEqual({ kind: 'missing' });

      await put(living, 'redis/more', 'more');
      got(await living.commit(manifestOf('new')));
      expect(got(await store.ids())).toEqual([living.id, kept]);
      expect([...got(await store.paths(living.id))].sort()).toEqual(['redis/data', 'redis/more']);
      expect(got(await store.sweep(() => false))).toEqual([]);
      expect(String(await bytesOf(store, kept, 'redis/data'))).toBe('kept');
    });
  });

  it('what is no set is a warning and no set', async () => {
    const id = await keepSet(harness().store(), { 'redis/data': 'x' });
    const name = await harness().stranger();
    const store = harness().store();
    expect(got(await store.ids())).toEqual([id]);
    const strangers = await store.strangers();
    expect(strangers).toEqual([{ severity: 'warning', code: 'set-unknown', message: expect.stringContaining(name) }]);
    expect(got(await store.sweep(() => false))).toEqual([]);
    expect(await store.strangers()).toEqual(strangers);
  });
}
