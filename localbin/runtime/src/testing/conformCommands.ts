import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { PassThrough, Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Instance, Runtime } from '../runtime.js';
import { inAnotherCommandThatIsKilled } from './anotherCommand.js';
import type { CurrentHarness } from './conformance.js';
import type { WorldTraits } from './harness.js';
import { launch, polite, stateOf } from './conformLife.js';
import { eventually, saying } from './waiting.js';

const never = { signal: new AbortController().signal };
const mebibyte = 1024 * 1024;

export function commandsConform(harness: CurrentHarness, traits: WorldTraits): void {
  describe('commands beside the main process', () => commandsConformIn(() => running(harness), harness));
  describe('commands while the main process does not run', () => {
    commandsConformIn(() => stopped(harness), harness);
    stoppedConforms(harness, traits);
  });
}

/** What holds of commands wherever they run. */
function commandsConformIn(context: () => Promise<Context>, harness: CurrentHarness): void {
  it('come back with their output and exit code', async () => {
    const { runtime, instance, asked } = await context();
    expect(await runtime.exec(instance, ['sh', '-c', 'echo out; echo err >&2'], asked)).toEqual({
      exitCode: 0,
      signal: null,
      stdout: 'out\n',
      stderr: 'err\n',
    });
    expect(await runtime.exec(instance, ['sh', '-c', 'exit 3'], asked)).toEqual({ exitCode: 3, signal: null, stdout: '', stderr: '' });
  });

  it('exit with 127 and a word when their program does not exist', async () => {
    const { runtime, instance, asked } = await context();
    const result = await runtime.exec(instance, ['no-such-program', 'x'], asked);
    expect(result).toEqual({ exitCode: 127, signal: null, stdout: '', stderr: expect.stringContaining('no-such-program') as string });
  });

  it('tell by which signal they ended', async () => {
    const { runtime, instance, asked } = await context();
    const result = await runtime.exec(instance, ['sh', '-c', 'kill -9 $$'], asked);
    // Where an engine stands between us and the command, it knows only the status that a shell would give.
    expect([
      { exitCode: null, signal: 'SIGKILL' },
      { exitCode: 137, signal: null },
    ]).toContainEqual({
      exitCode: result.exitCode,
      signal: result.signal,
    });
  });

  it('get their arguments as they are', async () => {
    const { runtime, instance, asked } = await context();
    const awkward = ['two words', '"\'', '$HOME `id`', 'line\nbreak', 'ünï→', '', '-n', '*'];
    const result = await runtime.exec(instance, ['sh', '-c', 'printf "<%s>" "$@"', 'sh', ...awkward], asked);
    expect(result.stdout).toBe(awkward.map((value) => `<${value}>`).join(''));
  });

  it('read a string, nothing by default, and need not read it all', async () => {
    const { runtime, instance, asked } = await context();
    expect((await runtime.exec(instance, ['cat'], { ...asked, stdin: 'typed' })).stdout).toBe('typed');
    expect((await runtime.exec(instance, ['cat'], asked)).stdout).toBe('');
    const long = 'x'.repeat(4 * mebibyte);
    expect((await runtime.exec(instance, ['true'], { ...asked, stdin: long })).exitCode).toBe(0);
    expect((await runtime.exec(instance, ['head', '-c', '3'], { ...asked, stdin: Readable.from(chunksOf(64)) })).exitCode).toBe(0);
  });

  it('stream 50 MB through without holding them in memory', async () => {
    const { runtime, instance, asked } = await context();
    const sent = createHash('sha256');
    const received = createHash('sha256');
    let inside = 0;
    let most = 0;
    const source = Readable.from(
      (function* () {
        for (const chunk of chunksOf(50)) {
          sent.update(chunk);
          inside += chunk.length;
          most = Math.max(most, inside);
          yield chunk;
        }
      })(),
      { objectMode: false },
    );
    const target = new Writable({
      write(chunk: Buffer, _encoding, done) {
        received.update(chunk);
        inside -= chunk.length;
        void setImmediate().then(() => done());
      },
    });
    const result = await runtime.exec(instance, ['cat'], { ...asked, stdin: source, stdout: target });
    expect(result).toEqual({ exitCode: 0, signal: null, stdout: '', stderr: '' });
    expect(target.writableFinished).toBe(true);
    expect(received.digest('hex')).toBe(sent.digest('hex'));
    expect(most).toBeLessThan(16 * mebibyte);
  });

  it('may print 100 MB: the end of the output is kept, and memory does not grow', async () => {
    const { runtime, instance, asked } = await context();
    const before = process.memoryUsage().rss;
    const print = 'head -c 104857600 /dev/zero | tr "\\\\0" x; echo end; head -c 10485760 /dev/zero | tr "\\\\0" y >&2; echo last >&2';
    const result = await runtime.exec(instance, ['sh', '-c', print], asked);
    expect(result.exitCode).toBe(0);
    expect(Buffer.byteLength(result.stdout)).toBe(mebibyte);
    expect(result.stdout.endsWith('xend\n')).toBe(true);
    expect(Buffer.byteLength(result.stderr)).toBe(64 * 1024);
    expect(result.stderr.endsWith('ylast\n')).toBe(true);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * mebibyte);
  }, 30_000);

  it('are ended when where their output goes fails, and that failure is thrown', async () => {
    const { runtime, instance, asked } = await context();
    const full = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error('disk full'), { code: 'ENOSPC' })) });
    const running_ = runtime.exec(instance, ['sh', '-c', 'while :; do echo more; done'], { ...asked, stdout: full });
    await expect(running_).rejects.toMatchObject({ code: 'ENOSPC' });
    await eventually('only the main process is left', async () => (await harness().countProcesses(instance)) <= 2);
  });

  it('never see the end of an input that broke off', async () => {
    const { runtime, instance, asked } = await context();
    const broken = new PassThrough();
    broken.write('half');
    const started = new PassThrough();
    const end = runtime.exec(instance, ['sh', '-c', 'echo started; cat >/dev/null; echo took it for the whole; sleep 600'], {
      ...asked,
      stdin: broken,
      stdout: started,
    });
    const rejected = expect(end).rejects.toThrow('archive is damaged');
    let seen = '';
    started.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    await eventually('the command has started', () => seen === 'started\n');
    broken.destroy(new Error('archive is damaged'));
    await rejected;
    expect(seen).toBe('started\n');
  });

  it('end on abort with everything that they started', async () => {
    const { runtime, instance, asked } = await context();
    const before = await harness().countProcesses(instance);
    const controller = new AbortController();
    const output = new PassThrough();
    const end = runtime.exec(instance, ['sh', '-c', 'sh -c "sleep 600 & sleep 600 & wait" & echo started; wait'], {
      ...asked,
      signal: controller.signal,
      stdout: output,
    });
    await new Promise((resolve) => output.once('data', resolve));
    controller.abort();
    expect((await end).exitCode).not.toBe(0);
    // The main script of the instance is between two children now and then.
    await eventually('nothing of the command is left', async () => (await harness().countProcesses(instance)) <= before);
  });

  it('do not start when they are aborted already', async () => {
    const { runtime, instance, asked } = await context();
    const result = await runtime.exec(instance, ['sh', '-c', 'echo ran'], { ...asked, signal: AbortSignal.abort() });
    expect(result.stdout).toBe('');
    expect(result.exitCode).not.toBe(0);
  });
}

function stoppedConforms(harness: CurrentHarness, { commandsNeedMain }: WorldTraits): void {
  it('leave it stopped for whoever looks meanwhile, and nothing afterwards', async () => {
    const { runtime, instance, asked } = await stopped(harness);
    const output = new PassThrough();
    const controller = new AbortController();
    const end = runtime.exec(instance, ['sh', '-c', 'echo started; sleep 600'], { ...asked, signal: controller.signal, stdout: output });
    await new Promise((resolve) => output.once('data', resolve));
    expect(await stateOf(harness().runtime(), instance)).toEqual({ kind: 'stopped' });
    expect(await harness().countProcesses(instance)).toBeGreaterThan(0);
    controller.abort();
    await end;
    expect(await harness().countProcesses(instance)).toBe(0);
    expect(await stateOf(runtime, instance)).toEqual({ kind: 'stopped' });
  });

  it('keep it neither from being started nor from being stopped', async () => {
    const { runtime, instance, asked } = await stopped(harness);
    const output = new PassThrough();
    const end = runtime.exec(instance, ['sh', '-c', 'echo started; read -r word; echo "$word"'], { ...asked, stdin: output });
    expect(await runtime.start(instance, never.signal)).toEqual({ ok: true });
    await saying(runtime, instance, 'up');
    expect(await stateOf(runtime, instance)).toMatchObject({ kind: 'running' });
    output.end('go on\n');
    expect((await end).stdout).toBe('started\ngo on\n');
    expect(await stateOf(runtime, instance)).toMatchObject({ kind: 'running' });
    expect(await runtime.stop(instance, { onKill: () => undefined })).toEqual({ ok: true });
    expect(await stateOf(runtime, instance)).toEqual({ kind: 'stopped' });
  });

  it('run side by side', async () => {
    const { runtime, instance, asked } = await stopped(harness);
    const results = await Promise.all(['one', 'two', 'three'].map((word) => runtime.exec(instance, ['echo', word], asked)));
    expect(results.map(({ stdout }) => stdout)).toEqual(['one\n', 'two\n', 'three\n']);
  });

  it('also run where it has ended by itself', async () => {
    const runtime = harness().runtime();
    const instance = await harness().instance({ name: 'ended', main: { script: 'echo up; exit 3' } });
    await launch(runtime, instance);
    await eventually('it has ended', async () => (await stateOf(runtime, instance))?.kind === 'exited');
    expect((await runtime.exec(instance, ['echo', 'alone'], { ...never, whileStopped: true })).stdout).toBe('alone\n');
    expect(await stateOf(runtime, instance)).toMatchObject({ kind: 'exited' });
  });

  it('do not outlive their runner for longer than until the next command', async () => {
    const { runtime, instance } = await stopped(harness);
    const exec = `await runtime.exec(instance, ['sh', '-c', 'sleep 1000 & sleep 1000'], { signal: never, whileStopped: true });`;
    await inAnotherCommandThatIsKilled(harness().runtimeSource, instance, exec, async () => {
      await eventually('the command runs', async () => (await harness().countProcesses(instance)) >= 3);
      await runtime.endAbandoned([instance]);
      expect(await harness().countProcesses(instance)).toBeGreaterThanOrEqual(3);
    });
    await runtime.endAbandoned([instance]);
    expect(await harness().countProcesses(instance)).toBe(0);
  });

  if (commandsNeedMain)
    it('are refused where nobody asked for a context of their own', async () => {
      const { runtime, instance } = await stopped(harness);
      expect(await runtime.exec(instance, ['true'], never)).toEqual({
        exitCode: 126,
        signal: null,
        stdout: '',
        stderr: `${instance.component.name} does not run\n`,
      });
    });
}

/** An instance, and how its commands are asked for. */
interface Context {
  readonly runtime: Runtime;
  readonly instance: Instance;
  readonly asked: { readonly signal: AbortSignal; readonly whileStopped?: true };
}

async function running(harness: CurrentHarness): Promise<Context> {
  const runtime = harness().runtime();
  const instance = await harness().instance({ name: 'host', main: { script: polite } });
  await launch(runtime, instance);
  return { runtime, instance, asked: never };
}

async function stopped(harness: CurrentHarness): Promise<Context> {
  const runtime = harness().runtime();
  const instance = await harness().instance({ name: 'down', main: { script: polite } });
  expect(await runtime.prepare(instance, never.signal)).toEqual({ ok: true });
  return { runtime, instance, asked: { ...never, whileStopped: true } };
}

/** Mebibytes that do not repeat, in pieces of 64 KiB. */
function* chunksOf(mebibytes: number): Generator<Buffer> {
  for (let index = 0; index < mebibytes * 16; index++) yield Buffer.alloc(64 * 1024, `${index} `);
}
