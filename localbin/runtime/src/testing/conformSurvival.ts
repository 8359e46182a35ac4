import { describe, expect, it } from 'vitest';
import type { Instance } from '../runtime.js';
import { inAnotherCommandThatIsKilled } from './anotherCommand.js';
import type { CurrentHarness } from './conformance.js';
import { countingKills, launch, polite, stateOf } from './conformLife.js';
import { eventually, linesOf, saying } from './waiting.js';

const never = new AbortController().signal;

export function survivalConforms(harness: CurrentHarness): void {
  describe('survival', () => {
    it('is found again by another command', async () => {
      const first = harness().runtime();
      const instance = await harness().instance({ name: 'adopted', main: { script: polite } });
      await launch(first, instance);
      const second = harness().runtime();
      expect(await stateOf(second, instance)).toEqual(await stateOf(first, instance));
      expect(await second.stop(instance, countingKills())).toEqual({ ok: true });
      expect(await stateOf(first, instance)).toEqual({ kind: 'stopped' });
    });

    it('outlives the command that started it, even when that is killed', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({ name: 'survivor', main: { script: polite } });
      expect(await runtime.prepare(instance, never)).toEqual({ ok: true });
      await startInAnotherCommandAndKillThat(harness().runtimeSource, instance);
      await saying(runtime, instance, 'up');
      expect(await stateOf(runtime, instance)).toMatchObject({ kind: 'running', restarts: 0 });
      expect(await runtime.stop(instance, countingKills())).toEqual({ ok: true });
      expect(await linesOf(runtime, instance)).toEqual(['up', 'bye']);
      expect(await harness().countProcesses(instance)).toBe(0);
    });

    it('that ended after the command that started it was killed counts as exited', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({ name: 'late', main: { script: 'echo up; sleep 0.5; exit 3' } });
      expect(await runtime.prepare(instance, never)).toEqual({ ok: true });
      await startInAnotherCommandAndKillThat(harness().runtimeSource, instance);
      await eventually('it has ended', async () => (await stateOf(runtime, instance))?.kind === 'exited');
    });

    it('keeps no command beside it whose runner was killed', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({ name: 'beside', main: { script: 'echo up; exec sleep 1000' }, stopWithin: 500 });
      await launch(runtime, instance);
      const alone = await harness().countProcesses(instance);
      const exec = `await runtime.exec(instance, ['sh', '-c', 'sleep 1000 & sleep 1000'], { signal: never });`;
      await inAnotherCommandThatIsKilled(harness().runtimeSource, instance, exec, async () => {
        await eventually('the command runs', async () => (await harness().countProcesses(instance)) === alone + 3);
        await runtime.endAbandoned([instance]);
        expect(await harness().countProcesses(instance)).toBe(alone + 3);
      });
      await runtime.endAbandoned([instance]);
      expect([await harness().countProcesses(instance), await stateOf(runtime, instance)]).toMatchObject([alone, { kind: 'running' }]);
      expect(await runtime.stop(instance, countingKills())).toEqual({ ok: true });
    });

    it('is left alone by a second start', async () => {
      const first = harness().runtime();
      const instance = await harness().instance({ name: 'once', main: { script: polite } });
      await launch(first, instance);
      const before = await stateOf(first, instance);
      expect(await harness().runtime().start(instance, never)).toEqual({ ok: true });
      expect(await stateOf(first, instance)).toEqual(before);
      expect(await linesOf(first, instance)).toEqual(['up']);
    });
  });
}

async function startInAnotherCommandAndKillThat(runtimeSource: string, instance: Instance): Promise<void> {
  const start = `
    const started = await runtime.start(instance, never);
    process.stdout.write(JSON.stringify(started) + '\\n');
    setInterval(() => undefined, 1000);`;
  await inAnotherCommandThatIsKilled(runtimeSource, instance, start, async (said) => expect(await said).toBe('{"ok":true}\n'));
}
