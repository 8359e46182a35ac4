import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findProgram } from './compression.js';
import { tempFolder } from './testing/tempFolder.js';
import { volumeContents } from './volumeContents.js';

const root = join(import.meta.dirname, '../../..');
const id = '20261121T100000Z-ssss';

/** What doc/backup-format.md says for those who have none of our programs. */
const [commands = ''] = /(?<=```sh\n).*?(?=```)/s.exec(readFileSync(join(root, 'doc/backup-format.md'), 'utf8')) ?? [];

/** A workspace with the set that the page takes for an example. */
async function workspace(): Promise<{ cwd: string; set: string }> {
  const cwd = await tempFolder();
  const set = join(cwd, 'env/backup/local/sets', id);
  mkdirSync(join(cwd, 'env/backup/local/sets'), { recursive: true });
  cpSync(join(root, 'localbin/backup/fixtures/sets', id), set, { recursive: true });
  return { cwd, set };
}

const missing = ['sha256sum', 'awk', 'zstd', 'tar', 'pg_restore'].filter(
  (name) => findProgram(name, process.env['PATH'] ?? '') === undefined,
);

test('a set is checked and opened with common programs alone, as the page says', async ({ skip }) => {
  skip(missing.length > 0, `there is no ${missing.join(', ')} here`);
  const { cwd, set } = await workspace();
  const told = execFileSync('bash', ['-euo', 'pipefail', '-c', commands], { cwd }).toString().trim().split('\n');
  expect(told).toEqual([
    'manifest.json: OK',
    'env.files/env/local/redis.env.crypt: OK',
    'env.files/platform/timescale/.env.local.crypt: OK',
    'redis/volume.tar.zst: OK',
    'redis/dsw-contents.json.zst: OK',
    'timescale/globals.sql.zst: OK',
    'timescale/metrics.dump.zst: OK',
    'timescale/dsw-initialised.json.zst: OK',
    'timescale/dsw-contents.json.zst: OK',
  ]);
  expect(readFileSync(join(set, 'metrics.sql'), 'utf8')).toContain('COPY public.measurements (id, taken, value) FROM stdin;');
  const listed = execFileSync('zstd', ['--decompress', '--stdout', 'redis/dsw-contents.json.zst'], { cwd: set }).toString();
  expect(await volumeContents(join(set, 'volume'), { digest: true })).toEqual(JSON.parse(listed));
});

test('common programs find what was changed', async ({ skip }) => {
  skip(missing.length > 0, `there is no ${missing.join(', ')} here`);
  const { cwd, set } = await workspace();
  const path = join(set, 'timescale/metrics.dump.zst');
  writeFileSync(path, readFileSync(path).fill(0, 100, 101));
  expect(() => execFileSync('bash', ['-euo', 'pipefail', '-c', commands], { cwd, stdio: 'pipe' })).toThrow(
    '1 computed checksum did NOT match',
  );
});
