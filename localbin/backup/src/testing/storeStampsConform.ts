import { describe, expect, it } from 'vitest';
import { noStamps } from '../setStamps.js';
import type { CurrentHarness } from './storeConformance.js';
import { bytesOf, codesOf, got, keepSet } from './storeSets.js';

const early = '2026-11-21T12:30:00.000Z';
const late = '2026-11-22T12:30:00.000Z';

export function stampsConform(harness: CurrentHarness): void {
  describe('stamps', () => {
    it('are added, the newer in place of the older, and a pin is taken away again', async () => {
      const id = await keepSet(harness().store(), { 'redis/data': 'x' });
      const other = await keepSet(harness().store(), { 'redis/data': 'y' });
      const store = harness().store();
      expect(await store.stamps(id)).toEqual(noStamps);

      const pin = { at: early, reason: 'before the move, "as is" 名前 %2C' };
      got(await store.stamp(id, { kind: 'verified', at: early, components: ['redis', 'timescale'] }));
      got(await store.stamp(id, { kind: 'drilled', at: early, components: ['redis'] }));
      got(await store.stamp(id, { kind: 'pinned', pin }));
      got(
        await harness()
          .store()
          .stamp(id, { kind: 'verified', at: late, components: ['redis'] }),
      );
      const expected = { verified: { redis: late, timescale: early }, drilled: { redis: early }, pinned: pin };
      expect(await harness().store().stamps(id)).toEqual(expected);

      got(await store.stamp(id, { kind: 'pinned', pin: null }));
      expect(await store.stamps(id)).toEqual({ ...expected, pinned: null });
      expect(await harness().store().stamps(id)).toEqual({ ...expected, pinned: null });
      expect(await store.stamps(other)).toEqual(noStamps);
    });

    it('change nothing of the set', async () => {
      const id = await keepSet(harness().store(), { 'redis/data': 'x' });
      const before = got(await harness().store().manifest(id));
      const store = harness().store();
      got(await store.stamp(id, { kind: 'verified', at: early, components: ['redis'] }));
      expect(got(await store.ids())).toEqual([id]);
      expect(got(await store.manifest(id))).toEqual(before);
      expect(got(await store.paths(id))).toEqual(['redis/data']);
      expect(String(await bytesOf(store, id, 'redis/data'))).toBe('x');
      expect(await store.strangers()).toEqual([]);
      expect(got(await store.sweep(() => false))).toEqual([]);
      expect(await harness().store().stamps(id)).toEqual({ ...noStamps, verified: { redis: early } });
    });

    it('of two at once are both kept', async () => {
      const id = await keepSet(harness().store(), { 'redis/data': 'x' });
      const changes = ['redis', 'timescale'].map((component) =>
        harness()
          .store()
          .stamp(id, { kind: 'verified', at: early, components: [component] }),
      );
      expect((await Promise.all(changes)).map(codesOf)).toEqual([[], []]);
      expect(await harness().store().stamps(id)).toEqual({ ...noStamps, verified: { redis: early, timescale: early } });
    });

    it('are not given to a set that does not exist', async () => {
      const store = harness().store();
      const result = await store.stamp('20200101T000000Z-none', { kind: 'pinned', pin: null });
      expect(codesOf(result)).toEqual(['set-not-found']);
      expect(got(await store.ids())).toEqual([]);
      expect(await store.stamps('20200101T000000Z-none')).toEqual(noStamps);
    });
  });
}
