import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, it } from 'vitest';
import type { Instance, Runtime } from '../runtime.js';
import { useProcessHarness } from '../testing/useHarness.js';
import { eventually } from '../testing/waiting.js';

const harness = useProcessHarness();
const never = { signal: new AbortController().signal };

async function idle(): Promise<{ runtime: Runtime; instance: Instance }> {
  const runtime = harness().runtime();
  const instance = await harness().instance({ name: 'idle', main: { script: 'true' } });
  await runtime.prepare(instance, never.signal);
  return { runtime, instance };
}

it('runs in the component folder, in a session of its own', async () => {
  const { runtime, instance } = await idle();
  const { stdout } = await runtime.exec(instance, ['sh', '-c', 'pwd; cat /proc/$$/stat'], never);
  const [folder, stat = ''] = stdout.split('\n');
  const [, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  expect(folder).toBe(instance.component.directory);
  expect(session).toBe(stat.split(' ')[0]);
});

it('exits with 126 when the program may not be executed', async () => {
  const { runtime, instance } = await idle();
  writeFileSync(join(instance.component.directory, 'plain.sh'), 'echo ran\n', { mode: 0o644 });
  expect(await runtime.exec(instance, ['./plain.sh'], never)).toEqual({
    exitCode: 126,
    signal: null,
    stdout: '',
    stderr: './plain.sh: is not an executable file\n',
  });
});

it('exits with 126 when the arguments are too long for the system', async () => {
  const { runtime, instance } = await idle();
  expect(await runtime.exec(instance, ['echo', 'x'.repeat(4 * 1024 * 1024)], never)).toMatchObject({ exitCode: 126 });
});

it('ends what a command leaves running', async () => {
  const { runtime, instance } = await idle();
  const result = await runtime.exec(instance, ['sh', '-c', 'sleep 600 >/dev/null 2>&1 & sleep 600 & echo done; exit 4'], never);
  expect(result).toEqual({ exitCode: 4, signal: null, stdout: 'done\n', stderr: '' });
  await eventually('nothing is left', async () => (await harness().countProcesses(instance)) === 0);
});

it('ends what a command leaves running in another session with its output open', async () => {
  const { runtime, instance } = await idle();
  const result = await runtime.exec(instance, ['sh', '-c', 'setsid sleep 600 & echo done'], never);
  expect(result).toEqual({ exitCode: 0, signal: null, stdout: 'done\n', stderr: '' });
  await eventually('nothing is left', async () => (await harness().countProcesses(instance)) === 0);
});

it('ends on abort also what left the session', async () => {
  const { runtime, instance } = await idle();
  const controller = new AbortController();
  const command = runtime.exec(instance, ['sh', '-c', 'setsid sleep 600 & sleep 600'], { signal: controller.signal });
  await eventually('they run', async () => (await harness().countProcesses(instance)) === 3);
  controller.abort();
  expect(await command).toMatchObject({ exitCode: null, signal: 'SIGTERM' });
  await eventually('nothing is left', async () => (await harness().countProcesses(instance)) === 0);
});

it('kills on abort what does not end politely', async () => {
  const { runtime, instance } = await idle();
  const controller = new AbortController();
  const output = new PassThrough();
  const command = runtime.exec(instance, ['sh', '-c', `trap '' TERM; echo up; while :; do sleep 0.02; done`], {
    signal: controller.signal,
    stdout: output,
  });
  await once(output, 'data');
  controller.abort();
  expect(await command).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
  expect(await harness().countProcesses(instance)).toBe(0);
});

it('does not wait on abort for a reader that has stopped reading', async () => {
  const { runtime, instance } = await idle();
  const controller = new AbortController();
  const stuck = new PassThrough({ highWaterMark: 1 });
  const command = runtime.exec(instance, ['sh', '-c', 'while :; do echo more; done'], { signal: controller.signal, stdout: stuck });
  await eventually('the reader is full', () => stuck.writableNeedDrain);
  controller.abort();
  expect(await command).toMatchObject({ exitCode: null });
});

it('does not wait on abort for such a reader, also when the command has ended already', async () => {
  const { runtime, instance } = await idle();
  const controller = new AbortController();
  const stuck = new PassThrough({ highWaterMark: 1 });
  const command = runtime.exec(instance, ['head', '-c', '50000', '/dev/zero'], { signal: controller.signal, stdout: stuck });
  await eventually('the reader is full', () => stuck.writableLength > 0);
  await eventually('the command has ended', async () => (await harness().countProcesses(instance)) === 0);
  controller.abort();
  expect(await command).toMatchObject({ exitCode: 0 });
});

it('waits for a slow reader to take everything', async () => {
  const { runtime, instance } = await idle();
  const slow = new PassThrough({ highWaterMark: 1024 });
  const command = runtime.exec(instance, ['head', '-c', '200000', '/dev/zero'], { ...never, stdout: slow });
  await eventually('the command has ended', async () => (await harness().countProcesses(instance)) === 0);
  let bytes = 0;
  for await (const chunk of slow) bytes += (chunk as Buffer).length;
  expect(bytes).toBe(200_000);
  expect(await command).toMatchObject({ exitCode: 0 });
});

it('throws the failure of an input that failed before it was asked for', async () => {
  const { runtime, instance } = await idle();
  const broken = new Readable({ read: () => undefined });
  broken.on('error', () => undefined);
  broken.destroy(new Error('the file is gone'));
  await expect(runtime.exec(instance, ['cat'], { ...never, stdin: broken })).rejects.toThrow('the file is gone');
});

it('releases an input that the command did not read', async () => {
  const { runtime, instance } = await idle();
  const endless = new Readable({ read: () => endless.push(Buffer.alloc(65_536)) });
  expect(await runtime.exec(instance, ['head', '-c', '1'], { ...never, stdin: endless })).toMatchObject({ exitCode: 0, stdout: '\0' });
  expect(endless.destroyed).toBe(true);
});

it('ends with its runner, even when that is killed', async () => {
  const { instance } = await idle();
  const source = [
    harness().runtimeSource,
    `import { readFileSync } from 'node:fs';`,
    `const data = JSON.parse(readFileSync(0, 'utf8'));`,
    `const command = runtime.exec({ ...data, secrets: new Set(), redactor: undefined }, ['sleep', '600'], { signal: new AbortController().signal });`,
    `await command;`,
  ].join('\n');
  const runner = spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: ['pipe', 'ignore', 'inherit'] });
  runner.stdin.end(JSON.stringify({ ...instance, secrets: [] }));
  await eventually('the command runs', async () => (await harness().countProcesses(instance)) === 1);
  runner.kill('SIGKILL');
  await once(runner, 'exit');
  await eventually('the command has ended', async () => (await harness().countProcesses(instance)) === 0);
});
