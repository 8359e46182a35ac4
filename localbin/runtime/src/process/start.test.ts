import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Instance, Runtime } from '../runtime.js';
import { foreignProcess } from '../testing/foreignProcess.js';
import { useProcessHarness } from '../testing/useHarness.js';
import { eventually, linesOf, saying } from '../testing/waiting.js';

const harness = useProcessHarness();
const never = new AbortController().signal;
const isRoot = process.geteuid?.() === 0;

async function stateOf(runtime: Runtime, instance: Instance) {
  return (await runtime.observe([instance])).get(instance.component.name);
}

function withCommand(...command: string[]): Promise<Instance> {
  return harness().fromManifest('server', { runtimes: { process: { command } } });
}

it('refuses a port that is taken, and names its holder', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const manifest = { ports: { SERVER_PORT: 80 }, runtimes: { process: { command: ['sleep', '600'] } } };
    const instance = await harness().fromManifest('server', manifest, { ports: { SERVER_PORT: port } });
    const command = readFileSync('/proc/self/cmdline', 'utf8').split('\0').join(' ').trim().slice(0, 120);
    expect(await harness().runtime().start(instance, never)).toEqual({
      ok: false,
      diagnostics: [
        {
          severity: 'error',
          code: 'port-taken',
          message: `port ${port} (SERVER_PORT of server) is taken by process ${process.pid}: ${command}`,
          remedy: 'Stop that process, or set SERVER_PORT to another port in env/test/server.env.',
        },
      ],
    });
    expect(await stateOf(harness().runtime(), instance)).toEqual({ kind: 'stopped' });
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

it('tells of a holder that is a component of which workspace and environment', async () => {
  const source = `require('node:net').createServer().listen(0, '127.0.0.1', function () { console.log(process.pid, this.address().port); });`;
  const labels = { DSW_COMPONENT: 'other', DSW_ENVIRONMENT: 'local', DSW_WORKSPACE: '/somewhere' };
  const { pid, said } = await foreignProcess(`exec ${process.execPath} --eval "${source}"`, labels);
  const manifest = { ports: { SERVER_PORT: 80 }, runtimes: { process: { command: ['sleep', '600'] } } };
  const instance = await harness().fromManifest('server', manifest, { ports: { SERVER_PORT: Number(said.split(' ')[1]) } });
  const message = `is taken by process ${pid}, other of the environment local in /somewhere: ${process.execPath} --eval`;
  expect(await harness().runtime().start(instance, never)).toMatchObject({
    diagnostics: [{ message: expect.stringContaining(message) as string }],
  });
});

it.each([
  ['no-such-program', 'program-missing', 'server cannot be started: no-such-program: not found on PATH'],
  ['scripts/absent.sh', 'program-missing', 'server cannot be started: scripts/absent.sh: not found'],
  ['scripts/plain.sh', 'program-not-executable', 'server cannot be started: scripts/plain.sh: is not an executable file'],
  ['./scripts', 'program-not-executable', 'server cannot be started: ./scripts: is not an executable file'],
])('refuses %s', async (program, code, message) => {
  const instance = await withCommand(program);
  mkdirSync(join(instance.component.directory, 'scripts'));
  writeFileSync(join(instance.component.directory, 'scripts/plain.sh'), 'echo ran\n', { mode: 0o644 });
  expect(await harness().runtime().start(instance, never)).toMatchObject({
    ok: false,
    diagnostics: [{ code, message, file: 'platform/server/component.yaml' }],
  });
});

it('runs a relative path from the component folder, through the context', async () => {
  const manifest = { runtimes: { process: { command: ['./serve.sh', 'two words'], context: ['./context.sh'] } } };
  const instance = await harness().fromManifest('server', manifest);
  const { directory } = instance.component;
  writeFileSync(join(directory, 'context.sh'), '#!/bin/sh\nexport SET_BY_CONTEXT=yes\nexec "$@"\n', { mode: 0o755 });
  writeFileSync(join(directory, 'serve.sh'), '#!/bin/sh\necho "$1 $SET_BY_CONTEXT"\npwd\necho up\nexec sleep 600\n', { mode: 0o755 });
  const runtime = harness().runtime();
  expect(await runtime.start(instance, never)).toEqual({ ok: true });
  await saying(runtime, instance, 'up');
  expect(await linesOf(runtime, instance)).toEqual(['two words yes', directory, 'up']);
  expect((await runtime.exec(instance, ['sh', '-c', 'echo $SET_BY_CONTEXT'], { signal: never })).stdout).toBe('yes\n');
  rmSync(join(directory, 'serve.sh'));
});

it('makes the folders that are missing', async () => {
  const runtime = harness().runtime();
  const instance = await withCommand('sh', '-c', 'echo up; exec sleep 600');
  await runtime.prepare(instance, never);
  rmSync(join(harness().workspace, 'env'), { recursive: true });
  rmSync(instance.volume, { recursive: true });
  expect(await runtime.start(instance, never)).toEqual({ ok: true });
  await saying(runtime, instance, 'up');
});

it('counts how often it had to start again, until a stop', async () => {
  const runtime = harness().runtime();
  const instance = await withCommand('sh', '-c', 'test -e "$DSW_VOLUME/stay" && exec sleep 600');
  const restarts: unknown[] = [];
  for (let round = 0; round < 2; round++) {
    await runtime.start(instance, never);
    await eventually('it has ended', async () => (await stateOf(runtime, instance))?.kind === 'exited');
  }
  writeFileSync(join(instance.volume, 'stay'), '');
  for (let round = 0; round < 2; round++) {
    await runtime.start(instance, never);
    const state = await stateOf(runtime, instance);
    restarts.push(state?.kind === 'running' && state.restarts);
    await runtime.stop(instance, { onKill: () => undefined });
  }
  expect(restarts).toEqual([2, 0]);
});

it('first ends what an earlier main process left behind', async () => {
  const runtime = harness().runtime();
  const script = 'test -e "$DSW_VOLUME/stay" && echo up && exec sleep 600; touch "$DSW_VOLUME/stay"; sleep 600 & sleep 600 & exit 1';
  const instance = await withCommand('sh', '-c', script);
  await runtime.start(instance, never);
  await eventually('it left something behind', async () => (await stateOf(runtime, instance))?.kind === 'orphaned');
  expect(await runtime.start(instance, never)).toEqual({ ok: true });
  await saying(runtime, instance, 'up');
  expect(await harness().countProcesses(instance)).toBe(1);
  expect(await stateOf(runtime, instance)).toMatchObject({ kind: 'running', restarts: 1 });
});

it('starts nothing when it was aborted before', async () => {
  const instance = await withCommand('sleep', '600');
  expect(await harness().runtime().start(instance, AbortSignal.abort())).toMatchObject({ ok: false, diagnostics: [{ code: 'aborted' }] });
  expect(await harness().countProcesses(instance)).toBe(0);
});

it('does not write its log through a link', async () => {
  const runtime = harness().runtime();
  const instance = await withCommand('echo', 'into the wrong file');
  await runtime.prepare(instance, never);
  const precious = join(harness().workspace, 'precious');
  writeFileSync(precious, '');
  symlinkSync(precious, join(instance.runDirectory, 'output.log'));
  expect(await runtime.start(instance, never)).toMatchObject({ ok: false, diagnostics: [{ code: 'not-launched' }] });
  expect(readFileSync(precious, 'utf8')).toBe('');
});

it('gives the process nothing of the environment of the invoker but what is listed', async () => {
  const runtime = harness().runtime();
  const instance = await withCommand('sh', '-c', 'echo up; exec sleep 600');
  await runtime.start(instance, never);
  await saying(runtime, instance, 'up');
  const state = await stateOf(runtime, instance);
  const environment = readFileSync(`/proc/${state?.kind === 'running' ? state.pid : 0}/environ`, 'utf8');
  const names = environment.split('\0').flatMap((variable) => (variable === '' ? [] : [variable.split('=')[0] ?? '']));
  const listed = [
    'PATH',
    'HOME',
    'USER',
    'LANG',
    'TZ',
    'TMPDIR',
    'TERM',
    'DSW_WORKSPACE',
    'DSW_ENVIRONMENT',
    'DSW_COMPONENT',
    'DSW_VOLUME',
    'DSW_RUN',
  ];
  // Shells set these themselves.
  expect(names.filter((name) => !listed.includes(name) && !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name))).toEqual([]);
});

describe('on a full disk', () => {
  beforeEach(({ skip }) => {
    if (!isRoot) skip('only root can mount a small disk');
  });

  it('starts nothing, says so, and starts when there is space again', async () => {
    const runtime = harness().runtime();
    const instance = await withCommand('sh', '-c', 'echo up; exec sleep 600');
    await runtime.prepare(instance, never);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k,mode=700', 'tmpfs', instance.runDirectory]);
    try {
      execFileSync('sh', ['-c', 'cat /dev/zero > "$0/filler" 2>/dev/null || true', instance.runDirectory]);
      expect(await runtime.start(instance, never)).toEqual({
        ok: false,
        diagnostics: [
          {
            severity: 'error',
            code: 'stamp-not-written',
            message: 'server was not started: env/test/run/server/process could not be written',
            remedy: 'Is the disk full, or the folder read-only?',
          },
        ],
      });
      expect(await harness().countProcesses(instance)).toBe(0);
      rmSync(join(instance.runDirectory, 'filler'));
      expect(await runtime.start(instance, never)).toEqual({ ok: true });
      await saying(runtime, instance, 'up');
      expect(await runtime.stop(instance, { onKill: () => undefined })).toEqual({ ok: true });
    } finally {
      execFileSync('umount', [instance.runDirectory]);
    }
  });

  it('does not lose sight of a process whose log cannot grow', async () => {
    const runtime = harness().runtime();
    const instance = await withCommand('sh', '-c', 'head -c 100000 /dev/zero; exec sleep 600');
    await runtime.prepare(instance, never);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k,mode=700', 'tmpfs', instance.runDirectory]);
    try {
      expect(await runtime.start(instance, never)).toEqual({ ok: true });
      await eventually('the log is full', async () => (await linesOf(runtime, instance)).join('').length > 4_000);
      expect(await stateOf(runtime, instance)).toMatchObject({ kind: 'running' });
      expect(await runtime.stop(instance, { onKill: () => undefined })).toEqual({ ok: true });
    } finally {
      execFileSync('umount', [instance.runDirectory]);
    }
  });
});

it('says which folder cannot be made', async () => {
  const instance = await withCommand('true');
  symlinkSync('volumes', join(instance.component.directory, 'volumes'));
  expect(await harness().runtime().prepare(instance, never)).toMatchObject({
    ok: false,
    diagnostics: [{ code: 'folder-not-made', message: expect.stringContaining('platform/server/volumes/test') as string }],
  });
});
