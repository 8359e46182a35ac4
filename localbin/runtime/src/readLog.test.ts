import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lastLineOf, readLog } from './readLog.js';
import { rotateLog } from './rotateLog.js';

let folder: string;
let log: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dsw-log-'));
  log = join(folder, 'output.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function lines(tail?: number): Promise<string[]> {
  const found: string[] = [];
  const options = { follow: false, signal: new AbortController().signal, ...(tail === undefined ? {} : { tail }) };
  for await (const line of readLog(log, options)) found.push(line);
  return found;
}

it('reads rotated logs first, oldest first, and joins a line that was rotated in the middle', async () => {
  writeFileSync(`${log}.2`, 'one\ntwo\n');
  writeFileSync(`${log}.1`, 'three\nfo');
  writeFileSync(log, 'ur\nfive\nsix');
  expect(await lines()).toEqual(['one', 'two', 'three', 'four', 'five', 'six']);
});

it('counts the last lines across rotated logs', async () => {
  writeFileSync(`${log}.2`, 'one\ntwo\n');
  writeFileSync(`${log}.1`, 'three\nfo');
  writeFileSync(log, 'ur\nfive\nsix\n');
  const all = ['one', 'two', 'three', 'four', 'five', 'six'];
  for (let tail = 0; tail <= 7; tail++) expect(await lines(tail)).toEqual(tail === 0 ? [] : all.slice(-tail));
});

it('counts a last line without its newline', async () => {
  writeFileSync(log, 'one\ntwo');
  expect([await lines(0), await lines(1), await lines(2), await lines(3)]).toEqual([[], ['two'], ['one', 'two'], ['one', 'two']]);
});

it('goes on to rotated logs when the current one was just emptied', async () => {
  writeFileSync(`${log}.1`, 'one\ntwo\n');
  writeFileSync(log, '');
  expect(await lines(1)).toEqual(['two']);
});

it('finds the last lines of a large log', async () => {
  const all = Array.from({ length: 50_000 }, (_, index) => `line ${index} ${'x'.repeat(index % 50)}`);
  writeFileSync(log, `${all.join('\n')}\n`);
  expect(await lines(10_000)).toEqual(all.slice(-10_000));
});

async function follow(onLine: (line: string, end: () => void) => void | Promise<void>): Promise<string[]> {
  const controller = new AbortController();
  const seen: string[] = [];
  for await (const line of readLog(log, { follow: true, signal: controller.signal })) {
    seen.push(line);
    await onLine(line, () => controller.abort());
  }
  return seen;
}

it('follows from before there is a log, and ends on abort', async () => {
  const following = follow((line, end) => {
    if (line === 'first') appendFileSync(log, 'second\nthi');
    if (line === 'second') appendFileSync(log, 'rd\n');
    if (line === 'third') end();
  });
  writeFileSync(log, 'first\n');
  expect(await following).toEqual(['first', 'second', 'third']);
});

it('follows across a rotation without losing a line', async () => {
  writeFileSync(log, 'first\nsec');
  const seen = await follow(async (line, end) => {
    if (line === 'first') {
      appendFileSync(log, 'ond\nthi');
      await rotateLog(log, { maxBytes: 15, keep: 1 });
      appendFileSync(log, 'rd\n');
    }
    if (line === 'third') end();
  });
  expect(seen).toEqual(['first', 'second', 'third']);
});
it('finds the last line that says something', async () => {
  expect(await lastLineOf(log)).toBeUndefined();
  writeFileSync(log, 'first\n  what went wrong  \n\n');
  expect(await lastLineOf(log)).toBe('what went wrong');
});
