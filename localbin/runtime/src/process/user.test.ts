import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Instance } from '../runtime.js';
import { makeProcessHarness, type ProcessHarness } from '../testing/processHarness.js';
import { eventually, linesOf, saying } from '../testing/waiting.js';
import { chooseUser, closedTo, parsePasswd, runAs } from './user.js';

const passwd = [
  'root:x:0:0:root:/root:/bin/bash',
  'nobody:x:65534:65533:nobody:/:/sbin/nologin',
  'alice:x:1000:1001:,,,:/home/alice:/bin/sh',
  '# x',
  '',
].join('\n');
const nobody = { name: 'nobody', uid: 65_534, gid: 65_533 };
const never = new AbortController().signal;

describe('the unprivileged user', () => {
  it('is the owner of the workspace', () => {
    expect(chooseUser(1000, passwd)).toEqual({ name: 'alice', uid: 1000, gid: 1001 });
  });

  it('is nobody where root owns the workspace, or a user without a name', () => {
    expect([chooseUser(0, passwd), chooseUser(1234, passwd)]).toEqual([nobody, nobody]);
  });

  it('is none where nobody is missing or root', () => {
    expect([chooseUser(0, 'root:x:0:0::/:'), chooseUser(0, 'nobody:x:0:0::/:')]).toEqual([undefined, undefined]);
  });

  it('is looked up among the lines that are users', () => {
    expect(parsePasswd(passwd).map(({ name }) => name)).toEqual(['root', 'nobody', 'alice']);
  });
});

describe('as root', () => {
  let outer: string;
  let harness: ProcessHarness;
  beforeEach(async ({ skip }) => {
    if (process.geteuid?.() !== 0) skip('only root can drop to another user');
    outer = await mkdtemp(join(tmpdir(), 'dsw-closed-'));
    harness = await makeProcessHarness({ under: outer });
    chmodSync(harness.workspace, 0o755);
  });
  afterEach(async () => {
    await harness.dispose();
    rmSync(outer, { recursive: true, force: true });
  });

  /** A program that reads its own script and writes into its volume and its run folder. */
  async function writer(user: string | undefined, script = ''): Promise<Instance> {
    const process = { command: ['scripts/serve.sh'], ...(user === undefined ? {} : { user }) };
    const instance = await harness.fromManifest('writer', { runtimes: { process } });
    mkdirSync(join(instance.component.directory, 'scripts'));
    writeFileSync(
      join(instance.component.directory, 'scripts/serve.sh'),
      `#!/bin/sh\n${script}\nid -u; echo data >"$DSW_VOLUME/data"; echo x >"$DSW_RUN/mine"; echo y >"$HOME/settings"; echo up; exec sleep 600\n`,
      { mode: 0o755 },
    );
    return instance;
  }

  async function statusOf(instance: Instance): Promise<Record<string, string>> {
    const state = (await harness.runtime().observe([instance])).get('writer');
    const text = readFileSync(`/proc/${state?.kind === 'running' ? state.pid : 0}/status`, 'utf8');
    return Object.fromEntries(text.split('\n').map((line) => [line.split(':')[0] ?? '', line.split(':')[1]?.trim() ?? '']));
  }

  it('a component runs as root unless its manifest says otherwise', async () => {
    const runtime = harness.runtime();
    const instance = await writer(undefined);
    expect(await runtime.start(instance, never)).toEqual({ ok: true });
    await saying(runtime, instance, 'up');
    expect(await linesOf(runtime, instance)).toEqual(['0', 'up']);
  });

  it('an unprivileged component runs as another user without any privilege', async () => {
    chmodSync(outer, 0o755);
    const runtime = harness.runtime();
    const instance = await writer('unprivileged');
    expect(await runtime.start(instance, never)).toEqual({ ok: true });
    await saying(runtime, instance, 'up');
    const { uid } = statSync(instance.volume);
    expect(uid).not.toBe(0);
    expect(await linesOf(runtime, instance)).toEqual([String(uid), 'up']);
    const none = '0000000000000000';
    expect(await statusOf(instance)).toMatchObject({ CapInh: none, CapPrm: none, CapEff: none, CapAmb: none, NoNewPrivs: '1', Groups: '' });
    expect((await runtime.exec(instance, ['id', '-u'], { signal: never })).stdout).toBe(`${uid}\n`);
  });

  it('an unprivileged component reads its script and writes its volume below a folder that only root may enter', async () => {
    chmodSync(outer, 0o700);
    const runtime = harness.runtime();
    const instance = await writer('unprivileged');
    expect(await runtime.prepare(instance, never)).toEqual({ ok: true });
    expect(await runtime.start(instance, never)).toEqual({ ok: true });
    await saying(runtime, instance, 'up');
    expect(readFileSync(join(instance.volume, 'data'), 'utf8')).toBe('data\n');
    expect(await statusOf(instance)).toMatchObject({ CapEff: '0000000000000004', NoNewPrivs: '1' });
    const command = 'cat scripts/serve.sh >/dev/null && cat "$DSW_VOLUME/data"; touch x; rm -f "$DSW_RUN/process"; id -u';
    const result = await runtime.exec(instance, ['sh', '-c', command], { signal: never });
    expect(result).toMatchObject({ exitCode: 0, stdout: `data\n${statSync(instance.volume).uid}\n` });
    expect(result.stderr).toMatch(/touch: .*Permission denied\n.*rm: .*Operation not permitted/s);
    expect(await runtime.stop(instance, { onKill: () => undefined })).toEqual({ ok: true });
    expect(await harness.countProcesses(instance)).toBe(0);
  });

  it('programs that ask by access(2) whether they may enter are told so', async () => {
    chmodSync(outer, 0o700);
    const instance = await writer('unprivileged');
    const ask = `require('node:fs').accessSync('scripts/serve.sh', require('node:fs').constants.X_OK); process.stdout.write('granted')`;
    const script = join(instance.component.directory, 'scripts/serve.sh');
    const asked = await harness
      .runtime()
      .exec(instance, [process.execPath, '-e', ask.replace('scripts/serve.sh', script)], { signal: never });
    expect(asked).toMatchObject({ exitCode: 0, stdout: 'granted' });
    const unwritable = await harness.runtime().exec(instance, ['touch', join(outer, 'new')], { signal: never });
    expect(unwritable.exitCode).not.toBe(0);
  });

  it('an unprivileged component runs as the owner of the workspace', async () => {
    chmodSync(outer, 0o755);
    const { uid, gid } = parsePasswd(readFileSync('/etc/passwd', 'utf8')).find(({ name }) => name === 'daemon') ?? nobody;
    const instance = await writer('unprivileged');
    chownSync(harness.workspace, uid, gid);
    expect(await runAs(instance, { uid: 0, gid: 0, env: process.env })).toMatchObject({ ok: true, value: { kind: 'dropped', uid } });
  });

  it('a script that the user may not execute is refused with what to do', async () => {
    chmodSync(outer, 0o755);
    const instance = await writer('unprivileged');
    chmodSync(join(instance.component.directory, 'scripts/serve.sh'), 0o700);
    expect(await harness.runtime().start(instance, never)).toMatchObject({
      ok: false,
      diagnostics: [
        { code: 'program-not-executable', message: 'writer cannot be started: scripts/serve.sh: may not be executed by the user nobody' },
      ],
    });
  });

  it('data that root once wrote is refused to another user', async () => {
    const instance = await writer('unprivileged');
    mkdirSync(instance.volume, { recursive: true });
    expect(await harness.runtime().start(instance, never)).toMatchObject({
      ok: false,
      diagnostics: [
        {
          code: 'volume-owner',
          message: `the data folder platform/writer/volumes/test belongs to root (0), but writer runs as nobody (65534)`,
        },
      ],
    });
  });

  it('without setpriv an unprivileged component is refused with what to install', async () => {
    const instance = await writer('unprivileged');
    const system = { setpriv: async () => undefined, mayOpenFolders: async () => true };
    const outcome = await runAs(instance, { uid: 0, gid: 0, env: process.env }, [], system);
    expect(outcome).toMatchObject({ ok: false, diagnostics: [{ code: 'setpriv-missing' }] });
  });

  it('where root may not open closed folders to others, it is told which folder to open', async () => {
    chmodSync(outer, 0o700);
    const instance = await writer('unprivileged');
    const system = { setpriv: async () => '/usr/bin/setpriv', mayOpenFolders: async () => false };
    expect(await runAs(instance, { uid: 0, gid: 0, env: process.env }, [], system)).toEqual({
      ok: false,
      diagnostics: [
        {
          severity: 'error',
          code: 'folder-closed',
          message: `writer must not run as root, and the user nobody may not enter ${outer}`,
          remedy: `Let others pass through it (chmod o+x ${outer}), or move the workspace to a folder that all may enter.`,
        },
      ],
    });
    chmodSync(outer, 0o755);
    expect(await runAs(instance, { uid: 0, gid: 0, env: process.env }, [], system)).toMatchObject({ ok: true });
  });

  it('a closed folder is found wherever it is on the way', async () => {
    chmodSync(outer, 0o755);
    const deep = join(outer, 'a/b/c');
    mkdirSync(deep, { recursive: true });
    const middle = join(outer, 'a');
    expect(await closedTo(nobody, [deep, join(outer, 'not/there/yet')])).toEqual([]);
    chmodSync(middle, 0o710);
    expect(await closedTo(nobody, [deep])).toEqual([middle]);
    chownSync(middle, 0, nobody.gid);
    expect(await closedTo(nobody, [deep])).toEqual([]);
    chownSync(middle, nobody.uid, 0);
    chmodSync(middle, 0o077);
    expect(await closedTo(nobody, [deep])).toEqual([middle]);
  });

  it('what an unprivileged component leaves behind is found and ended', async () => {
    const runtime = harness.runtime();
    const instance = await writer('unprivileged', 'setsid sleep 597 & env -i setsid sleep 597 & sleep 597 & echo up; exit 0');
    expect(await runtime.start(instance, never)).toEqual({ ok: true });
    await eventually('they are orphans', async () => {
      const state = (await runtime.observe([instance])).get('writer');
      return state?.kind === 'orphaned' && state.pids.length === 3;
    });
    expect(await runtime.stop(instance, { onKill: () => undefined })).toEqual({ ok: true });
    expect((await runtime.observe([instance])).get('writer')).toEqual({ kind: 'stopped' });
  });
});
