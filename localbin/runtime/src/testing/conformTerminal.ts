import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Instance } from '../runtime.js';
import type { CurrentHarness } from './conformance.js';
import { launch, polite } from './conformLife.js';
import { noTerminals, openTerminal, type Terminal } from './terminal.js';
import { eventually } from './waiting.js';

const never = new AbortController().signal;
const missing = await noTerminals();

/** What holds of commands that somebody uses. */
export function terminalConforms(harness: CurrentHarness): void {
  describe.skipIf(missing !== undefined)(`commands in a terminal${missing === undefined ? '' : `: ${missing}`}`, () => {
    for (const runs of [true, false])
      describe(runs ? 'of an instance that runs' : 'of an instance that does not run', () => inTerminalConforms(harness, runs));
  });

  describe('commands without a terminal', () => {
    it('get what they are to read, and give back what they say and how they end', async () => {
      const instance = await anInstance(harness, false);
      const script = 'tr a-z A-Z; echo oh >&2; test -t 0 || echo no terminal; exit 5';
      expect(await piped(harness, instance, ['sh', '-c', script], 'typed\n')).toEqual({
        exitCode: 5,
        stdout: 'TYPED\nno terminal\n',
        stderr: 'oh\n',
      });
    });

    it('exit with 127 and a word when their program does not exist', async () => {
      const instance = await anInstance(harness, true);
      const ended = await piped(harness, instance, ['no-such-program'], '');
      expect(ended).toEqual({ exitCode: 127, stdout: '', stderr: expect.stringContaining('no-such-program') as string });
    });

    it('end with everything that they started when they are aborted', async () => {
      const instance = await anInstance(harness, false);
      const folder = await program(harness, instance, ['sh', '-c', 'sleep 1000 & sleep 1000 & echo ready; wait']);
      const child = spawn(process.execPath, [join(folder, 'program.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      child.kill('SIGTERM');
      const [status] = (await once(child, 'exit')) as [number | null];
      expect(status).toBe(143);
      await eventually('nothing of it is left', async () => (await harness().countProcesses(instance)) === 0);
    });
  });
}

function inTerminalConforms(harness: CurrentHarness, runs: boolean): void {
  it('have the terminal, its keys and its size, and give back how they end', async () => {
    const instance = await anInstance(harness, runs);
    const script = `test -t 0 && test -t 1 && test -t 2 && echo is a terminal
      until [ "$(stty size)" = '24 80' ]; do sleep 0.05; done; echo ready; read -r word; echo "read <$word>"
      until [ "$(stty size)" = '33 77' ]; do sleep 0.05; done; echo has grown; exit 5`;
    const terminal = await terminalOf(harness, instance, ['sh', '-c', script]);
    await terminal.until('ready');
    terminal.type('two words\r');
    await terminal.until('read <');
    await terminal.resize(33, 77);
    expect(await terminal.ended).toBe(5);
    expect(terminal.shown()).toMatch(/\nis a terminal\nready\n[^]*read <two words>\nhas grown\n/);
  });

  it('get Ctrl-C, which ends nobody else, and leave the terminal as it was', async () => {
    const instance = await anInstance(harness, runs);
    const script = `trap 'echo caught; exit 7' INT; echo ready; while :; do sleep 0.05; done`;
    const terminal = await terminalOf(harness, instance, ['sh', '-c', script], '; echo "exit $?"; stty -a');
    await terminal.until('ready');
    terminal.type('\x03');
    await terminal.ended;
    expect(terminal.shown()).toContain('caught\nexit 7\n');
    expect(terminal.shown()).toMatch(/ icanon .* echo /s);
  });

  it('exit with 127 and a word when their program does not exist', async () => {
    const terminal = await terminalOf(harness, await anInstance(harness, runs), ['no-such-program']);
    expect(await terminal.ended).toBe(127);
    expect(terminal.shown()).toMatch(/^runner \d+\nno-such-program: not found/);
  });

  it('are ended, also when they do not listen, and leave the terminal as it was', async () => {
    const instance = await anInstance(harness, runs);
    const before = await harness().countProcesses(instance);
    const script = `trap '' TERM; echo ready; while :; do sleep 0.05; done`;
    const terminal = await terminalOf(harness, instance, ['sh', '-c', script], '; stty -a');
    await terminal.until('ready');
    const pid = /runner (\d+)/.exec(terminal.shown())?.[1];
    process.kill(Number(pid), 'SIGTERM');
    await terminal.ended;
    expect(terminal.shown()).toMatch(/ icanon .* echo /s);
    await eventually('nothing of it is left', async () => (await harness().countProcesses(instance)) <= before);
  });
}

async function anInstance(harness: CurrentHarness, runs: boolean): Promise<Instance> {
  const instance = await harness().instance({ name: 'used', main: { script: polite } });
  const runtime = harness().runtime();
  if (runs) await launch(runtime, instance);
  else expect(await runtime.prepare(instance, never)).toEqual({ ok: true });
  return instance;
}

/** A folder with a program that hands its own input and output over to a command, and ends as that does. */
async function program(harness: CurrentHarness, instance: Instance, command: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dsw-attach-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const source = [
    harness().runtimeSource,
    `const data = ${JSON.stringify({ ...instance, secrets: [...instance.secrets] })};`,
    `const redactor = { redact: (text) => text, learn: () => undefined, stream: () => ({ push: (text) => text, end: () => '' }) };`,
    `const instance = { ...data, secrets: new Set(data.secrets), redactor };`,
    `const controller = new AbortController();`,
    `if (process.stdin.isTTY) console.log('runner ' + process.pid);`,
    `process.on('SIGINT', () => undefined).on('SIGTERM', () => controller.abort());`,
    `const { stdin, stdout, stderr } = process;`,
    `const ended = await runtime.attach(instance, ${JSON.stringify(command)}, { stdin, stdout, stderr, signal: controller.signal });`,
    `if (!ended.ok) console.error(ended);`,
    `process.exit(ended.ok ? ended.value : 99);`,
  ].join('\n');
  await writeFile(join(folder, 'program.mjs'), source);
  return folder;
}

async function terminalOf(harness: CurrentHarness, instance: Instance, command: readonly string[], afterwards = ''): Promise<Terminal> {
  const folder = await program(harness, instance, command);
  const terminal = openTerminal(`${process.execPath} ${join(folder, 'program.mjs')}${afterwards}`);
  onTestFinished(() => terminal.close());
  return terminal;
}

async function piped(
  harness: CurrentHarness,
  instance: Instance,
  command: readonly string[],
  input: string,
): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const folder = await program(harness, instance, command);
  const child = spawn(process.execPath, [join(folder, 'program.mjs')], { stdio: 'pipe' });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  child.stdin.end(input);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, ...said };
}
