import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Instance } from '../runtime.js';
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
  const source = [
    runtimeSource,
    `import { readFileSync } from 'node:fs';`,
    `const data = JSON.parse(readFileSync(0, 'utf8'));`,
    `const started = await runtime.start({ ...data, secrets: new Set(data.secrets) }, new AbortController().signal);`,
    `process.stdout.write(JSON.stringify(started) + '\\n');`,
    `setInterval(() => undefined, 1000);`,
  ].join('\n');
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  child.stdin.end(JSON.stringify({ ...instance, secrets: [...instance.secrets] }));
  const said = await Promise.race([once(child.stdout, 'data').then(([chunk]) => String(chunk)), exit.then(() => 'ended too early')]);
  child.kill('SIGKILL');
  await exit;
  expect(said).toBe('{"ok":true}\n');
}
