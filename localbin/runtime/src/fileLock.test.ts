import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileLockHolder, takeFileLock, type FileLock } from './fileLock.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dsw-lock-'));
  file = join(folder, 'lock');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function take(
  command: string,
  signal = new AbortController().signal,
  onWaiting = (): void => undefined,
): Promise<FileLock | undefined> {
  const taken = await takeFileLock(file, { command, now: () => new Date(), patience: Infinity, signal, onWaiting });
  return taken.kind === 'taken' ? taken.lock : undefined;
}

describe('a lock', () => {
  it('is held by one at a time; others wait, and can be told to stop waiting', async () => {
    const first = await take('first');
    expect(await fileLockHolder(file)).toMatchObject({ process: { pid: process.pid }, command: 'first', alive: true });
    const abort = new AbortController();
    const givenUp = take('second', abort.signal, () => abort.abort());
    expect(await givenUp).toBe(undefined);
    const events: string[] = [];
    const third = take('third', undefined, () => void events.push('waits')).then((lock) => {
      events.push('has it');
      return lock;
    });
    await expect.poll(() => events).toEqual(['waits']);
    await first?.release();
    await (await third)?.release();
    expect([events, await fileLockHolder(file), readdirSync(folder)]).toEqual([['waits', 'has it'], undefined, []]);
  });

  it('of a process that died is taken over by exactly one', async () => {
    const dead = spawnSync('true').pid;
    const lock = await take('mine');
    const holder = await fileLockHolder(file);
    await lock?.release();
    writeFileSync(file, JSON.stringify({ ...holder, process: { ...holder?.process, pid: dead, start: '1' }, command: 'dead' }));
    expect(await fileLockHolder(file)).toMatchObject({ command: 'dead', alive: false });
    let holders = 0;
    const most = await Promise.all(
      Array.from({ length: 8 }, async (_, at) => {
        const taken = await take(`number ${at}`);
        const now = ++holders;
        await new Promise(setImmediate);
        holders -= 1;
        await taken?.release();
        return now;
      }),
    );
    expect([most, readdirSync(folder)]).toEqual([Array(8).fill(1), []]);
  });

  it('that is damaged, or was copied along with its folder, is nobody’s', async () => {
    for (const text of [
      '',
      '{"process":',
      JSON.stringify({ process: { pid: process.pid, boot: 'b', start: 's' }, place: '1:1:0000', command: 'copied', since: '' }),
    ]) {
      writeFileSync(file, text);
      expect(await fileLockHolder(file)).toBe(undefined);
      await (await take('mine'))?.release();
    }
  });
});
