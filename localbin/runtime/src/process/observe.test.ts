import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Instance, Runtime, RuntimeState } from '../runtime.js';
import { foreignProcess, thisBoot } from '../testing/foreignProcess.js';
import { useProcessHarness } from '../testing/useHarness.js';
import { eventually, saying } from '../testing/waiting.js';
import { stampFile } from './stamp.js';

const harness = useProcessHarness();
const never = new AbortController().signal;
const quiet = { onKill: () => undefined };

async function stateOf(runtime: Runtime, instance: Instance): Promise<RuntimeState | undefined> {
  return (await runtime.observe([instance])).get(instance.component.name);
}

async function stamped(content: string): Promise<Instance> {
  const instance = await harness().instance({ name: 'stamped', main: { script: 'echo up; exec sleep 600' } });
  mkdirSync(instance.runDirectory, { recursive: true });
  writeFileSync(stampFile(instance.runDirectory), content);
  return instance;
}

describe.runIf(process.platform === 'linux')('a stamp', () => {
  it('that is finished while it is read counts', async () => {
    const foreign = await foreignProcess();
    const instance = await stamped(`${foreign.pid} ${thisBoot()} 2 `);
    const observed = stateOf(harness().runtime(), instance);
    await appendFile(stampFile(instance.runDirectory), `${foreign.start}\n`);
    expect(await observed).toMatchObject({ kind: 'running', pid: foreign.pid, restarts: 2 });
    writeFileSync(stampFile(instance.runDirectory), '');
  });

  it.each(['', '123', '123 boot 0 ', 'garbage\n', '\0'.repeat(4096), 'x'.repeat(100_000)])(
    'that is cut off or garbage is of nothing when nothing runs, and the next start replaces it (%#)',
    async (content) => {
      const runtime = harness().runtime();
      const instance = await stamped(content);
      expect(await stateOf(runtime, instance)).toEqual({ kind: 'stopped' });
      expect(await runtime.start(instance, never)).toEqual({ ok: true });
      expect(await stateOf(runtime, instance)).toMatchObject({ kind: 'running', restarts: 0 });
    },
  );

  it('that was copied along with a workspace is of nothing: the original is left alone', async () => {
    const runtime = harness().runtime();
    const original = await harness().instance({ name: 'original', main: { script: 'echo up; exec sleep 600' } });
    await runtime.start(original, never);
    const copy = { ...original, runDirectory: `${original.runDirectory} copied`, workspace: `${original.workspace}/copy` };
    cpSync(original.runDirectory, copy.runDirectory, { recursive: true });
    expect(await stateOf(runtime, copy)).toEqual({ kind: 'stopped' });
    expect(await runtime.stop(copy, quiet)).toEqual({ ok: true });
    expect(await stateOf(runtime, original)).toMatchObject({ kind: 'running' });
    renameSync(original.runDirectory, `${original.runDirectory} moved`);
    const moved = { ...original, runDirectory: `${original.runDirectory} moved` };
    expect(await stateOf(runtime, moved)).toMatchObject({ kind: 'running' });
    expect(await runtime.stop(moved, quiet)).toEqual({ ok: true });
  });

  it('that became garbage does not hide what runs', async () => {
    const runtime = harness().runtime();
    const instance = await harness().instance({ name: 'hidden', main: { script: 'echo up; exec sleep 600' } });
    await runtime.start(instance, never);
    await saying(runtime, instance, 'up');
    const running = await stateOf(runtime, instance);
    writeFileSync(stampFile(instance.runDirectory), 'garbage\n');
    expect(await stateOf(runtime, instance)).toEqual({ kind: 'orphaned', pids: [running?.kind === 'running' ? running.pid : 0] });
    expect(await runtime.stop(instance, quiet)).toEqual({ ok: true });
    expect(await harness().countProcesses(instance)).toBe(0);
  });

  it('of a pid that another process has now is of a process that ended, and the other is left alone', async () => {
    const runtime = harness().runtime();
    const foreign = await foreignProcess();
    const instance = await stamped(`${foreign.pid} ${thisBoot()} 0 ${Number(foreign.start) - 1}\n`);
    expect(await stateOf(runtime, instance)).toEqual({ kind: 'exited', detail: 'ended by itself' });
    expect(await runtime.stop(instance, quiet)).toEqual({ ok: true });
    expect(foreign.lives()).toBe(true);
    expect(await stateOf(runtime, instance)).toEqual({ kind: 'stopped' });
  });

  it('from before the machine started is of nothing', async () => {
    const runtime = harness().runtime();
    const foreign = await foreignProcess();
    const instance = await stamped(`${foreign.pid} 00000000-0000-0000-0000-000000000000 0 ${foreign.start}\n`);
    expect(await stateOf(runtime, instance)).toEqual({ kind: 'stopped' });
    expect(await runtime.stop(instance, quiet)).toEqual({ ok: true });
    expect(foreign.lives()).toBe(true);
  });

  it('does not make the members of a group orphans that only has the number of ours', async () => {
    const runtime = harness().runtime();
    // The leader of the session has ended, its child lives on, and neither carries our labels.
    const child = await foreignProcess('sleep 600 & echo "$! $$"');
    const leader = Number(child.said.split(' ')[1]);
    const instance = await stamped(`${leader} ${thisBoot()} 0 ${Number(child.start) - 1}\n`);
    expect(await stateOf(runtime, instance)).toEqual({ kind: 'exited', detail: 'ended by itself' });
    expect(await runtime.stop(instance, quiet)).toEqual({ ok: true });
    expect(child.lives()).toBe(true);
  });

  it('of a zombie is of a process that ended', async () => {
    const zombie = await foreignProcess('sleep 0.05 & echo $!; exec sleep 600');
    const instance = await stamped(`${zombie.pid} ${thisBoot()} 0 ${zombie.start}\n`);
    await eventually('it has ended', () => !zombie.lives());
    expect(await stateOf(harness().runtime(), instance)).toEqual({ kind: 'exited', detail: 'ended by itself' });
  });

  it('that cannot be read makes the state unknown', async () => {
    const instance = await stamped('1 x 0 1\n');
    rmSync(stampFile(instance.runDirectory));
    mkdirSync(stampFile(instance.runDirectory));
    expect(await stateOf(harness().runtime(), instance)).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('EISDIR') as string,
    });
    expect(await harness().runtime().stop(instance, quiet)).toMatchObject({ ok: false });
  });
});

describe('what ended by itself', () => {
  it('is shown with its last words, without its secrets', async () => {
    const runtime = harness().runtime();
    const instance = await harness().instance({
      name: 'talker',
      main: { script: 'echo "cannot log in as me with $DB_PASSWORD"; echo; exit 1' },
      variables: { DB_PASSWORD: 'hunter2 and more' },
      secrets: ['DB_PASSWORD'],
    });
    await runtime.start(instance, never);
    await eventually('it has ended', async () => (await stateOf(runtime, instance))?.kind === 'exited');
    expect(await stateOf(runtime, instance)).toEqual({ kind: 'exited', detail: 'exited with code 1: cannot log in as me with ****' });
    expect(await stateOf(harness().runtime(), instance)).toEqual({
      kind: 'exited',
      detail: 'ended by itself: cannot log in as me with ****',
    });
  });

  it('is shown with the signal that ended it', async () => {
    const runtime = harness().runtime();
    const instance = await harness().instance({ name: 'killed', main: { script: 'kill -SEGV $$' } });
    await runtime.start(instance, never);
    await eventually('it has ended', async () => (await stateOf(runtime, instance))?.kind === 'exited');
    expect(await stateOf(runtime, instance)).toEqual({ kind: 'exited', detail: 'was ended by SIGSEGV' });
  });

  it('has no orphan in a command that runs beside it while its runner lives', async () => {
    const runtime = harness().runtime();
    const instance = await harness().instance({ name: 'beside', main: { script: 'echo up; exit 0' } });
    await runtime.start(instance, never);
    await eventually('it has ended', async () => (await stateOf(runtime, instance))?.kind === 'exited');
    const controller = new AbortController();
    const command = runtime.exec(instance, ['sleep', '600'], { signal: controller.signal });
    await eventually('the command runs', async () => (await harness().countProcesses(instance)) === 1);
    expect(await stateOf(harness().runtime(), instance)).toMatchObject({ kind: 'exited' });
    controller.abort();
    await command;
  });
});

describe('unavailable', () => {
  it('is what has no process runtime', async () => {
    const instance = await harness().fromManifest('boxed', { runtimes: { compose: { file: 'compose.yaml', service: 'boxed' } } });
    expect(await stateOf(harness().runtime(), instance)).toEqual({ kind: 'unavailable', reason: 'has no process runtime' });
    expect(await harness().runtime().start(instance, never)).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'unavailable', message: 'boxed cannot be started: has no process runtime' }],
    });
  });

  it('is what requires a program that is not there, unless it runs', async () => {
    const runtime = harness().runtime();
    const command = ['sh', '-c', 'echo up; exec sleep 600'];
    const requires = [{ program: ['no-such-server', './bin/*/no-such-server'], install: 'apt-get install no-such-server' }];
    const before = await harness().fromManifest('needy', { runtimes: { process: { command } } });
    const instance = await harness().fromManifest('needy', { runtimes: { process: { command, requires } } });
    const reason = 'needs no-such-server or ./bin/*/no-such-server: apt-get install no-such-server';
    expect(await stateOf(runtime, instance)).toEqual({ kind: 'unavailable', reason });
    expect(await runtime.start(instance, never)).toMatchObject({ diagnostics: [{ message: `needy cannot be started: ${reason}` }] });
    await runtime.start(before, never);
    expect(await stateOf(runtime, instance)).toMatchObject({ kind: 'running' });
  });
});
