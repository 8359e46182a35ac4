import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Instance, Runtime, RuntimeState } from '../runtime.js';
import type { CurrentHarness } from './conformance.js';
import type { WorldTraits } from './harness.js';
import { eventually, linesOf, saying } from './waiting.js';

const never = new AbortController().signal;

/** Says `up` and runs until it is told to end, which it then does politely. */
export const polite = `trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.02; done`;
/** Says `up` and does not end by itself. */
export const stubborn = `trap '' TERM; echo up; while :; do sleep 0.02; done`;

export async function stateOf(runtime: Runtime, instance: Instance): Promise<RuntimeState | undefined> {
  return (await runtime.observe([instance])).get(instance.component.name);
}

/** Prepared, started and up. */
export async function launch(runtime: Runtime, instance: Instance): Promise<void> {
  expect(await runtime.prepare(instance, never)).toEqual({ ok: true });
  expect(await runtime.start(instance, never)).toEqual({ ok: true });
  await saying(runtime, instance, 'up');
}

/** A progress that counts how often force was needed. */
export function countingKills(): { kills: number; onKill(): void } {
  return {
    kills: 0,
    onKill() {
      this.kills += 1;
    },
  };
}

export function lifeConforms(harness: CurrentHarness, { mayLeaveOrphans }: WorldTraits): void {
  describe('life', () => {
    it('prepares, and prepares again without a change, and nothing runs afterwards', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({ name: 'twice', main: { script: polite } });
      expect(await runtime.prepare(instance, never)).toEqual({ ok: true });
      expect(await runtime.prepare(instance, never)).toEqual({ ok: true });
      expect(existsSync(instance.volume)).toBe(true);
      expect(await stateOf(runtime, instance)).toEqual({ kind: 'stopped' });
      expect(await harness().countProcesses(instance)).toBe(0);
    });

    it('observes an instance that was never prepared as stopped', async () => {
      const instance = await harness().instance({ name: 'unprepared', main: { script: polite } });
      expect(await stateOf(harness().runtime(), instance)).toEqual({ kind: 'stopped' });
    });

    it('observes what was started as running since then', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({ name: 'runs', main: { script: polite } });
      const before = Date.now();
      await launch(runtime, instance);
      const state = await stateOf(runtime, instance);
      expect(state).toMatchObject({ kind: 'running', restarts: 0 });
      if (state?.kind !== 'running') return;
      // Clocks of file systems and containers are coarser than ours.
      expect(state.since.getTime()).toBeGreaterThan(before - 1_500);
      expect(state.since.getTime()).toBeLessThan(Date.now() + 1_500);
    });

    it('observes what ended by itself as exited, with its exit code', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({ name: 'ends', main: { script: 'echo up; exit 3' } });
      await launch(runtime, instance);
      await eventually('it has ended', async () => (await stateOf(runtime, instance))?.kind !== 'running');
      expect(await stateOf(runtime, instance)).toEqual({ kind: 'exited', detail: expect.stringContaining('3') as string });
    });

    it('starts again what ended by itself', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({ name: 'again', main: { script: 'echo up; exit 3' } });
      await launch(runtime, instance);
      await eventually('it has ended', async () => (await stateOf(runtime, instance))?.kind === 'exited');
      expect(await runtime.start(instance, never)).toEqual({ ok: true });
      await eventually('it has spoken twice', async () => (await linesOf(runtime, instance)).join() === 'up,up');
    });

    it('observes many instances in different states in one call', async () => {
      const runtime = harness().runtime();
      const names = ['one', 'two', 'three', 'four'];
      const instances = await Promise.all(names.map((name) => harness().instance({ name, main: { script: polite } })));
      const ending = await harness().instance({ name: 'five', main: { script: 'echo up; exit 1' } });
      for (const instance of [...instances.slice(0, 2), ending]) await launch(runtime, instance);
      await eventually('the last has ended', async () => (await stateOf(runtime, ending))?.kind === 'exited');
      const observed = await runtime.observe([...instances, ending]);
      expect([...observed].map(([name, { kind }]) => `${name} ${kind}`)).toEqual([
        'one running',
        'two running',
        'three stopped',
        'four stopped',
        'five exited',
      ]);
    });

    it('observes nothing when asked for nothing', async () => {
      expect(await harness().runtime().observe([])).toEqual(new Map());
    });

    it('refuses to start a program that does not exist, and names it', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({ name: 'missing', main: { missingProgram: 'no-such-program' } });
      expect(await runtime.prepare(instance, never)).toEqual({ ok: true });
      const started = await runtime.start(instance, never);
      expect(started).toMatchObject({ ok: false, diagnostics: [{ message: expect.stringContaining('no-such-program') as string }] });
      expect(await harness().countProcesses(instance)).toBe(0);
    });

    it('stops politely, without force', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({ name: 'polite', main: { script: polite } });
      await launch(runtime, instance);
      const progress = countingKills();
      expect(await runtime.stop(instance, progress)).toEqual({ ok: true });
      expect(progress.kills).toBe(0);
      expect(await stateOf(runtime, instance)).toEqual({ kind: 'stopped' });
      expect(await harness().countProcesses(instance)).toBe(0);
      expect(await linesOf(runtime, instance)).toEqual(['up', 'bye']);
    });

    it('stops by force what does not end in time, and says so once', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({ name: 'stubborn', main: { script: stubborn }, stopWithin: 200 });
      await launch(runtime, instance);
      const progress = countingKills();
      expect(await runtime.stop(instance, progress)).toEqual({ ok: true });
      expect(progress.kills).toBe(1);
      expect(await stateOf(runtime, instance)).toEqual({ kind: 'stopped' });
      expect(await harness().countProcesses(instance)).toBe(0);
    });

    it('stops the whole tree, grandchildren included', async () => {
      const runtime = harness().runtime();
      const tree = `sh -c 'sh -c "sleep 600 & sleep 600 & wait" & wait' & trap 'exit 0' TERM; echo up; while :; do sleep 0.02; done`;
      const instance = await harness().instance({ name: 'tree', main: { script: tree } });
      await launch(runtime, instance);
      await eventually('the tree has grown', async () => (await harness().countProcesses(instance)) >= 5);
      expect(await runtime.stop(instance, countingKills())).toEqual({ ok: true });
      expect(await harness().countProcesses(instance)).toBe(0);
    });

    it('stops what does not run, again and again', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({ name: 'idle', main: { script: polite } });
      expect(await runtime.stop(instance, countingKills())).toEqual({ ok: true });
      await launch(runtime, instance);
      expect(await runtime.stop(instance, countingKills())).toEqual({ ok: true });
      expect(await runtime.stop(instance, countingKills())).toEqual({ ok: true });
    });

    it('stops what has ended by itself, and forgets that it did', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({ name: 'ended', main: { script: 'echo up; exit 3' } });
      await launch(runtime, instance);
      await eventually('it has ended', async () => (await stateOf(runtime, instance))?.kind === 'exited');
      expect(await runtime.stop(instance, countingKills())).toEqual({ ok: true });
      expect(await stateOf(runtime, instance)).toEqual({ kind: 'stopped' });
    });

    if (mayLeaveOrphans)
      it('shows what outlives its main process, and stops it', async () => {
        const runtime = harness().runtime();
        const instance = await harness().instance({ name: 'orphans', main: { script: 'sleep 600 & sleep 600 & echo up' } });
        await launch(runtime, instance);
        await eventually('the main process has ended', async () => (await stateOf(runtime, instance))?.kind === 'orphaned');
        const state = await stateOf(runtime, instance);
        expect(state?.kind === 'orphaned' ? state.pids.length : state).toBe(2);
        expect(await runtime.stop(instance, countingKills())).toEqual({ ok: true });
        expect(await harness().countProcesses(instance)).toBe(0);
        expect(await stateOf(runtime, instance)).toEqual({ kind: 'stopped' });
      });

    it('removes what does not run, but not its volume', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({ name: 'removed', main: { script: polite } });
      await launch(runtime, instance);
      expect(await runtime.stop(instance, countingKills())).toEqual({ ok: true });
      expect(await runtime.remove(instance)).toEqual({ ok: true });
      expect(await linesOf(runtime, instance)).toEqual([]);
      expect(await stateOf(runtime, instance)).toEqual({ kind: 'stopped' });
      expect(existsSync(instance.volume)).toBe(true);
      expect(await runtime.remove(instance)).toEqual({ ok: true });
    });

    it('refuses to remove what runs', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({ name: 'kept', main: { script: polite } });
      await launch(runtime, instance);
      expect(await runtime.remove(instance)).toMatchObject({ ok: false });
      expect(await stateOf(runtime, instance)).toMatchObject({ kind: 'running' });
    });
  });
}
