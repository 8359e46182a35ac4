import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Instance, Runtime } from './runtime.js';
import { useProcessHarness } from './testing/useHarness.js';
import { eventually } from './testing/waiting.js';
import { waitUntilReady } from './waitUntilReady.js';

const harness = useProcessHarness();
const never = new AbortController().signal;
const milliseconds = expect.any(Number) as number;

async function started(script: string, ready?: object): Promise<{ runtime: Runtime; instance: Instance }> {
  const runtime = harness().runtime();
  const manifest = { runtimes: { process: { command: ['sh', '-c', script] } }, ...(ready === undefined ? {} : { ready }) };
  const instance = await harness().fromManifest('waited', manifest);
  expect(await runtime.prepare(instance, never)).toEqual({ ok: true });
  expect(await runtime.start(instance, never)).toEqual({ ok: true });
  return { runtime, instance };
}

const whenFileIsThere = { command: ['sh', '-c', 'test -f "$DSW_VOLUME/ready" || { echo "no file yet" >&2; exit 1; }'] };

it('ends when the component is ready, and names what it waited for once', async () => {
  const { runtime, instance } = await started('sleep infinity', whenFileIsThere);
  const waitedFor: string[] = [];
  const waiting = waitUntilReady(runtime, instance, { signal: never, onWaiting: (detail) => waitedFor.push(detail) });
  await eventually('it waits', () => waitedFor.length > 0);
  await writeFile(join(instance.volume, 'ready'), '');
  expect(await waiting).toEqual({ kind: 'ready', milliseconds });
  expect(waitedFor).toEqual(['sh: no file yet']);
});

it('says what is missing in a degraded component', async () => {
  const { runtime, instance } = await started('sleep infinity', { command: ['echo', 'degraded: half of it'] });
  expect(await waitUntilReady(runtime, instance, { signal: never })).toEqual({ kind: 'ready', degraded: 'half of it', milliseconds });
});

it('ends at once when the component has ended, with how and its last words', async () => {
  const { runtime, instance } = await started('sleep 0.1; echo "no such database" >&2; exit 4', whenFileIsThere);
  const outcome = await waitUntilReady(runtime, instance, { signal: never });
  expect(outcome).toEqual({ kind: 'exited', detail: 'exited with code 4: no such database', milliseconds });
  expect(outcome.milliseconds).toBeLessThan(5_000);
});

it('notices behind a probe that hangs that the component has ended', async () => {
  const { runtime, instance } = await started('sleep 0.2; exit 5', { command: ['sleep', '600'] });
  expect(await waitUntilReady(runtime, instance, { signal: never })).toEqual({
    kind: 'exited',
    detail: 'exited with code 5',
    milliseconds,
  });
  expect(await harness().countProcesses(instance)).toBe(0);
});

it('does not take for ended what nobody can be asked about any more', async () => {
  const { runtime, instance } = await started('sleep infinity', whenFileIsThere);
  const silent: Runtime = {
    ...runtime,
    exec: (...asked) => runtime.exec(...asked),
    observe: async () => new Map([['waited', { kind: 'unknown', reason: 'nobody answers', remedy: 'Start it.' }]]),
    awaitEnd: async () => 'it broke off',
  };
  expect(await waitUntilReady(silent, instance, { signal: never })).toEqual({
    kind: 'unknown',
    detail: 'nobody answers',
    remedy: 'Start it.',
    milliseconds,
  });
});

it('ends when the time is over, with the last answer', async () => {
  const { runtime, instance } = await started('sleep infinity', { ...whenFileIsThere, within: '1500ms' });
  expect(await waitUntilReady(runtime, instance, { signal: never })).toEqual({
    kind: 'timed-out',
    detail: 'sh: no file yet',
    milliseconds,
  });
});

it('ends when the time is over, also while a probe hangs', async () => {
  const { runtime, instance } = await started('sleep infinity', { command: ['sleep', '600'], within: '200ms' });
  expect(await waitUntilReady(runtime, instance, { signal: never })).toEqual({
    kind: 'timed-out',
    detail: 'the probe did not answer',
    milliseconds,
  });
});

it('ends on abort', async () => {
  const { runtime, instance } = await started('sleep infinity', { command: ['sleep', '600'] });
  const controller = new AbortController();
  const waiting = waitUntilReady(runtime, instance, { signal: controller.signal });
  await eventually('the probe runs', async () => (await harness().countProcesses(instance)) === 2);
  controller.abort();
  expect(await waiting).toEqual({ kind: 'aborted', milliseconds });
  expect(await waitUntilReady(runtime, instance, { signal: AbortSignal.abort() })).toEqual({ kind: 'aborted', milliseconds });
});

it('takes a component without a probe for running when it has lived for a moment', async () => {
  const { runtime, instance } = await started('sleep infinity');
  const outcome = await waitUntilReady(runtime, instance, { signal: never });
  expect(outcome).toEqual({ kind: 'running', milliseconds });
  expect(outcome.milliseconds).toBeGreaterThanOrEqual(45);
});

it('does not take a component without a probe for running that ends within that moment', async () => {
  const { runtime, instance } = await started('exit 6');
  expect(await waitUntilReady(runtime, instance, { signal: never })).toEqual({
    kind: 'exited',
    detail: 'exited with code 6',
    milliseconds,
  });
});

it('does not take for ready what has ended, whoever answers the probe', async () => {
  const { runtime, instance } = await started('echo $$; exit 0', { command: ['true'] });
  await eventually('it has ended', async () => (await runtime.observe([instance])).get('waited')?.kind === 'exited');
  expect(await waitUntilReady(runtime, instance, { signal: never })).toMatchObject({ kind: 'exited' });
  expect(existsSync(instance.runDirectory)).toBe(true);
});

it('probes soon at first and ever more seldom, but at least four times a second', async () => {
  const { runtime, instance } = await started('sleep infinity', { command: ['asked'], within: '1200ms' });
  const asked: number[] = [];
  const counting: Runtime = {
    ...runtime,
    exec: async () => {
      asked.push(performance.now());
      return { exitCode: 1, signal: null, stdout: '', stderr: '' };
    },
  };
  await waitUntilReady(counting, instance, { signal: never });
  const pauses = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
  expect(pauses[0]).toBeGreaterThanOrEqual(9);
  expect(pauses.slice(0, 5).every((pause, index) => pause >= 9 * 1.1 ** index)).toBe(true);
  // 27 pauses of 10, 11, 12.1 and so on fill 1.2 s: fewer only on a machine that is very busy.
  expect(asked.length).toBeLessThanOrEqual(28);
  expect(asked.length).toBeGreaterThanOrEqual(6);
});
