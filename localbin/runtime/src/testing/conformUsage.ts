import { describe, expect, it } from 'vitest';
import type { Usage } from '../usage/usage.js';
import { countingKills, launch, polite } from './conformLife.js';
import type { CurrentHarness } from './conformance.js';
import { eventually } from './waiting.js';

const never = new AbortController().signal;

/** Says `up` and never rests. */
const busy = `trap 'exit 0' TERM; echo up; while :; do :; done`;

export function usageConforms(harness: CurrentHarness): void {
  describe('usage', () => {
    it('tells what runs from what does not, and nothing of the latter', async () => {
      const runtime = harness().runtime();
      const [busyOne, idle, unstarted] = [
        await harness().instance({ name: 'busy', main: { script: busy } }),
        await harness().instance({ name: 'idle', main: { script: polite } }),
        await harness().instance({ name: 'unstarted', main: { script: polite } }),
      ];
      for (const instance of [busyOne, idle]) await launch(runtime, instance);
      const instances = [busyOne, idle, unstarted];
      let readings: ReadonlyMap<string, Usage> = new Map();
      const milliseconds = (name: string): number => readings.get(name)?.cpuMilliseconds ?? 0;
      await eventually('the busy one has used some time', async () => {
        readings = await runtime.usage(instances);
        return milliseconds('busy') >= 50;
      });
      expect([...readings.keys()].sort()).toEqual(['busy', 'idle']);
      expect(readings.get('busy')).toEqual({
        cpuMilliseconds: expect.any(Number) as number,
        memoryBytes: expect.any(Number) as number,
        processes: expect.any(Number) as number,
        at: expect.any(Date) as Date,
      });
      for (const { memoryBytes, processes } of readings.values()) {
        expect(memoryBytes).toBeGreaterThan(10_000);
        expect(memoryBytes).toBeLessThan(100_000_000);
        expect(processes).toBeGreaterThan(0);
      }
      const before = milliseconds('busy');
      await eventually('it has used more', async () => {
        readings = await runtime.usage([busyOne]);
        return milliseconds('busy') > before;
      });
    });

    it('counts the whole tree', async () => {
      const runtime = harness().runtime();
      const tree = `sh -c 'sleep 600 & sleep 600 & wait' & trap 'exit 0' TERM; echo up; while :; do sleep 0.02; done`;
      const instance = await harness().instance({ name: 'tree', main: { script: tree } });
      await launch(runtime, instance);
      await eventually('four processes are counted', async () => ((await runtime.usage([instance])).get('tree')?.processes ?? 0) >= 4);
    });

    it('is nothing after a stop, for what was never prepared, and when nothing is asked', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({ name: 'over', main: { script: polite } });
      expect(await runtime.usage([instance])).toEqual(new Map());
      expect(await runtime.prepare(instance, never)).toEqual({ ok: true });
      await launch(runtime, instance);
      expect(await runtime.stop(instance, countingKills())).toEqual({ ok: true });
      expect(await runtime.usage([instance])).toEqual(new Map());
      expect(await runtime.usage([])).toEqual(new Map());
    });
  });
}
