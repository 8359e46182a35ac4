import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireLock, lockHolder, type LockHolder, type LockOptions } from './lock.js';
import { identityOf } from '@dust-workspace/runtime';

describe('the lock of an environment', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dsw-lock-'));
    file = join(folder, 'run', 'lock');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const take = (options: Partial<LockOptions> = {}): ReturnType<typeof acquireLock> =>
    acquireLock(file, {
      command: 'dsw test',
      now: () => new Date(),
      patience: 0,
      signal: new AbortController().signal,
      onWaiting: () => undefined,
      ...options,
    });

  const held = async (): Promise<{ release: () => Promise<void> }> => {
    const lock = await take();
    if (!lock.ok) throw new Error(lock.diagnostics[0]?.message);
    return { release: () => lock.value.release() };
  };

  const messageOf = (result: Awaited<ReturnType<typeof acquireLock>>): string | undefined =>
    result.ok ? undefined : result.diagnostics[0]?.message.replace(/for .*\)/, 'for …)');

  it('is held by one at a time, and says by whom', async () => {
    const first = await held();
    expect(messageOf(await take())).toBe(`another command works on this environment: dsw test (process ${process.pid}, for …)`);
    await first.release();
    const second = await held();
    await second.release();
    expect(await readdir(join(folder, 'run'))).toEqual([]);
  });

  it('is waited for, and its holder is told about once', async () => {
    const first = await held();
    const waited: LockHolder[] = [];
    const second = take({
      patience: 60_000,
      onWaiting: (holder) => {
        waited.push(holder);
        void first.release();
      },
    });
    const lock = await second;
    expect(lock.ok).toBe(true);
    expect(waited.map(({ command, process: { pid } }) => [command, pid])).toEqual([['dsw test', process.pid]]);
    if (lock.ok) await lock.value.release();
  });

  it('is not waited for after an interrupt', async () => {
    const first = await held();
    const controller = new AbortController();
    const result = await take({ patience: 60_000, signal: controller.signal, onWaiting: () => controller.abort() });
    expect(result.ok).toBe(false);
    await first.release();
  });

  it('is taken over at once from a holder that is dead', async () => {
    const child = spawn('sleep', ['60']);
    const identity = identityOf(child.pid ?? 0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await held()).release();
    await writeFile(file, JSON.stringify({ process: identity, command: 'dsw dead', since: new Date(0).toISOString() }));
    await (await held()).release();
  });

  it('is taken over from a process that merely has the number of a dead one', async () => {
    await (await held()).release();
    const recycled = { ...identityOf(process.pid), start: 'long ago' };
    await writeFile(file, JSON.stringify({ process: recycled, command: 'dsw old', since: new Date(0).toISOString() }));
    await (await held()).release();
  });

  it('is taken over when it is damaged', async () => {
    await (await held()).release();
    await writeFile(file, '{"process": {"pi');
    await (await held()).release();
  });

  it("is nobody's in the copy of a workspace, and goes along with one that is moved", async () => {
    const first = await held();
    const run = join(folder, 'run');
    await cp(run, join(folder, 'copy'), { recursive: true });
    file = join(folder, 'copy', 'lock');
    expect(await lockHolder(file)).toBe(undefined);
    await (await held()).release();
    await rename(run, join(folder, 'moved'));
    file = join(folder, 'moved', 'lock');
    expect(await lockHolder(file)).toMatchObject({ command: 'dsw test', alive: true });
    expect(messageOf(await take())).toContain('another command works on this environment: dsw test');
    await rename(join(folder, 'moved'), run);
    await first.release();
  });

  it('is given to exactly one of many who find it stale at once', async () => {
    await (await held()).release();
    const dead = { ...identityOf(process.pid), start: 'long ago' };
    await writeFile(file, JSON.stringify({ process: dead, command: 'dsw dead', since: new Date(0).toISOString() }));
    let inside = 0;
    let most = 0;
    const all = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const lock = await take({ patience: 60_000 });
        if (!lock.ok) return false;
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside--;
        await lock.value.release();
        return true;
      }),
    );
    expect([all.every(Boolean), most]).toEqual([true, 1]);
  });
});
