import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isPlaceMarkOf, placeMark } from './placeMark.js';

let folder: string;
let run: string;
let mark: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dsw-place-'));
  run = join(folder, 'run');
  mkdirSync(run);
  mark = placeMark(run);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('is of its folder, also when that is moved or has another path', () => {
  symlinkSync(folder, join(folder, 'link'));
  expect([run, join(folder, 'link', 'run')].map((path) => isPlaceMarkOf(mark, path))).toEqual([true, true]);
  renameSync(run, join(folder, 'moved'));
  expect(isPlaceMarkOf(mark, join(folder, 'moved'))).toBe(true);
});

it('is not of a copy', () => {
  cpSync(run, join(folder, 'copy'), { recursive: true });
  expect(isPlaceMarkOf(mark, join(folder, 'copy'))).toBe(false);
});

it('is of the folder with its path where inodes mean nothing', () => {
  rmSync(run, { recursive: true });
  expect(isPlaceMarkOf(mark, run)).toBe(true);
  expect(isPlaceMarkOf(placeMark(join(folder, 'absent')), join(folder, 'also absent'))).toBe(false);
});

it('is one word', () => {
  expect(mark).toMatch(/^\d+:\d+:[0-9a-f]{16}$/);
});
