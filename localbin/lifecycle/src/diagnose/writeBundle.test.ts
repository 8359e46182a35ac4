import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redactor } from '@dust-workspace/environment';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Part } from './part.js';
import { writeBundle } from './writeBundle.js';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'diagnose-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const now = new Date('2026-11-22T10:00:00Z');

function part(name: string, gather: () => unknown): Part {
  return { name, holds: `holds ${name}`, gather: async () => gather() };
}

function write(parts: readonly Part[], redactor = new Redactor(), signal = new AbortController().signal) {
  return writeBundle(parts, { environment: 'local', output: folder, now, redact: redactor.redact, signal, onPart: () => undefined });
}

function textIn(name: string): string {
  const file = join(folder, 'dsw-diagnose-local-20261122T100000Z.tar.gz');
  return execFileSync('tar', ['--extract', '--to-stdout', '--gzip', '--file', file, `dsw-diagnose-local-20261122T100000Z/${name}`], {
    encoding: 'utf8',
  });
}

describe('a bundle', () => {
  it('holds what was gathered, without secrets, also those that were met after they were said', async () => {
    const redactor = new Redactor();
    const written = await write(
      [
        part('a.log', () => 'said hunter22 and TOKEN_KEY=abc'),
        part('b.json', () => {
          redactor.learn(['hunter22']);
          return { url: 'http://x:hunter22 y@z', DB_PASSWORD: 'p', list: ['hunter22'], count: 3 };
        }),
      ],
      redactor,
    );
    expect(written).toMatchObject({
      ok: true,
      value: { file: join(folder, 'dsw-diagnose-local-20261122T100000Z.tar.gz'), entries: [{ name: 'a.log' }, { name: 'b.json' }] },
    });
    expect(textIn('a.log')).toBe('said **** and TOKEN_KEY=****\n');
    expect(JSON.parse(textIn('b.json'))).toEqual({ url: 'http://x:**** y@z', DB_PASSWORD: '****', list: ['****'], count: 3 });
  });

  it('says in the place of what cannot be gathered why, without secrets either', async () => {
    const redactor = new Redactor();
    redactor.learn(['hunter22']);
    const written = await write(
      [
        part('logs/a.log', () => {
          throw new Error('no login with hunter22');
        }),
      ],
      redactor,
    );
    expect(written).toMatchObject({ ok: true, value: { entries: [{ name: 'logs/a.missing.txt', missing: 'no login with ****' }] } });
    expect(textIn('logs/a.missing.txt')).toBe('logs/a.log could not be gathered: no login with ****\n');
    expect(textIn('README.txt')).toContain('logs/a.missing.txt: missing: no login with ****\n');
  });

  it('is not written when somebody interrupts', async () => {
    const controller = new AbortController();
    const written = await write([part('a.log', () => controller.abort()), part('b.log', () => 'b')], new Redactor(), controller.signal);
    expect(written).toMatchObject({ ok: false, diagnostics: [{ code: 'interrupted' }] });
    expect(await readdir(folder)).toEqual([]);
  });
});
