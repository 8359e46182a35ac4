import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { rotateLog } from './rotateLog.js';

let folder: string;
let log: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dsw-rotate-'));
  log = join(folder, 'output.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const small = { maxBytes: 20, keep: 2 };

it('leaves a small log alone, and one that does not exist', async () => {
  expect(await rotateLog(log, small)).toBe(false);
  writeFileSync(log, 'x'.repeat(20));
  expect(await rotateLog(log, small)).toBe(false);
  expect(readdirSync(folder)).toEqual(['output.log']);
});

it('moves a large log aside, keeps as many as it should, and the newest is number 1', async () => {
  for (const round of ['first', 'second', 'third']) {
    appendFileSync(log, `this is the end of\n${round} round\n`);
    expect(await rotateLog(log, small)).toBe(true);
  }
  const contents = readdirSync(folder)
    .sort()
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
  expect(contents).toEqual([
    ['output.log', ''],
    ['output.log.1', 'this is the end of\nthird round\n'],
    ['output.log.2', 'this is the end of\nsecond round\n'],
  ]);
});

it('keeps whole lines from the end of a log that has grown beyond the limit', async () => {
  writeFileSync(log, `${'gone\n'.repeat(10)}three\nfour\nfive\nsix\n`);
  await rotateLog(log, small);
  expect(readFileSync(`${log}.1`, 'utf8')).toBe('three\nfour\nfive\nsix\n');
});

it('lets a process that holds the log open go on at the new end', async () => {
  const descriptor = openSync(log, 'a');
  try {
    writeSync(descriptor, 'before the rotation\nand more\n');
    expect(await rotateLog(log, small)).toBe(true);
    writeSync(descriptor, 'after\n');
    expect(readFileSync(log, 'utf8')).toBe('after\n');
    expect(statSync(log).size).toBe(6);
  } finally {
    closeSync(descriptor);
  }
});

it('leaves the log as it is when the disk is full', async ({ skip }) => {
  if (process.geteuid?.() !== 0) skip('only root can mount a small disk');
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
  try {
    const content = `${'x'.repeat(99)}\n`.repeat(450);
    writeFileSync(log, content);
    expect(await rotateLog(log, { maxBytes: 40_000, keep: 2 })).toBe(false);
    expect(readFileSync(log, 'utf8')).toBe(content);
    expect(readdirSync(folder)).toEqual(['output.log']);
  } finally {
    execFileSync('umount', [folder]);
  }
  expect(existsSync(log)).toBe(false);
});

it('keeps the end of a line that is longer than the limit', async () => {
  writeFileSync(log, `short\n${'long '.repeat(20)}\n`);
  await rotateLog(log, small);
  expect(readFileSync(`${log}.1`, 'utf8')).toBe('ong long long long \n');
});
