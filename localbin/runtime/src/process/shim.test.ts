import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shim, stampNotWritten } from './shim.js';

let folder: string;
let stamp: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dsw-shim-'));
  stamp = join(folder, 'process');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shells = [['sh'], ['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(([shell = '']) =>
  (process.env['PATH'] ?? '').split(':').some((place) => existsSync(join(place, shell))),
);

describe.each(shells)('under %s %s', (shell = '', ...options) => {
  const run = (...command: string[]) =>
    spawnSync(shell, [...options.filter((option) => option !== ''), '-c', shim, 'dsw', stamp, '1:2:c0ffee', '7', ...command], {
      encoding: 'utf8',
    });

  it.runIf(process.platform === 'linux')('stamps the pid, boot and start time that the command then has', () => {
    const { stdout } = run('sh', '-c', 'echo $$; cat /proc/$$/stat', 'two words');
    const [pid, stat = ''] = stdout.split('\n');
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    expect(readFileSync(stamp, 'utf8')).toBe(
      `${pid} ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} 1:2:c0ffee 7 ${start}\n`,
    );
  });

  it('hands arguments and variables on as they are', () => {
    const awkward = ['', ' two  words ', '*', '$HOME', 'line\nbreak', "'", '"', '-n'];
    expect(run('printf', '<%s>', ...awkward).stdout).toBe(awkward.map((value) => `<${value}>`).join(''));
  });

  it('runs nothing when it cannot stamp itself', () => {
    rmSync(folder, { recursive: true });
    const { status, stdout } = run('echo', 'ran');
    expect({ status, stdout }).toEqual({ status: stampNotWritten, stdout: '' });
  });

  it('does not write through what somebody put in the place of the stamp', () => {
    writeFileSync(join(folder, 'precious'), 'untouched');
    symlinkSync('precious', stamp);
    expect(run('echo', 'ran').status).toBe(stampNotWritten);
    expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('untouched');
  });

  it('exits as shells do when the command cannot be run', () => {
    expect(run('/no-such-program').status).toBe(127);
  });
});

it('stamps the date of its start where there is no /proc', () => {
  const elsewhere = shim.replace('/proc/$$/stat', '/nowhere');
  const { stdout } = spawnSync(
    'sh',
    ['-c', elsewhere, 'dsw', stamp, '1:2:c0ffee', '0', 'sh', '-c', 'echo $$; LC_ALL=C ps -o lstart= -p $$'],
    {
      encoding: 'utf8',
    },
  );
  const [pid, start = ''] = stdout.split('\n');
  expect(readFileSync(stamp, 'utf8')).toBe(`${pid} - 1:2:c0ffee 0 ${start.trim().replace(/\s+/g, ' ')}\n`);
});

it('is one that the shell of this system accepts', () => {
  expect(execFileSync('sh', ['-n', '-c', shim], { encoding: 'utf8' })).toBe('');
});
