import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { linuxTable, parseCosts, parseStat } from './linuxTable.js';

const tail = '1 4194304 100 0 0 0 0 0 0 0 20 0 1 0 128844 3133440 383';

describe('a line of /proc/<pid>/stat', () => {
  it('gives the start time behind a name with spaces, parentheses and digits', () => {
    expect(parseStat(`6736 (a) R 1 (b) (9 9) S 12 6736 3703 0 -${tail}\n`)).toEqual({
      pid: 6736,
      parent: 12,
      group: 6736,
      session: 3703,
      start: '128844',
    });
  });

  it.each(['Z', 'X', 'x'])('of a process in state %s is of none', (state) => {
    expect(parseStat(`6736 (sh) ${state} 12 6736 3703 0 -${tail}\n`)).toBeUndefined();
  });

  it('of a process of which some threads still end is of a living one', () => {
    const ending = tail.replace('20 0 1 0', '20 0 3 0');
    expect(parseStat(`6736 (node) Z 12 6736 3703 0 -${ending}\n`)).toMatchObject({ pid: 6736, start: '128844' });
  });

  it('that is cut off is of none', () => {
    expect(parseStat('6736 (sh) S 12 6736 3703 0')).toBeUndefined();
    expect(parseStat('')).toBeUndefined();
  });
});

describe('what a process takes', () => {
  const times = `6736 (a) R 1 (b) S 12 6736 3703 0 -1 4194304 100 0 0 0 7 3 20 5 20 0 1 0 128844 3133440 383`;

  it('is its time with that of the children it waited for, and its memory by who else has it', () => {
    const status = 'Name:\ta\nVmRSS:\t    1776 kB\nRssAnon:\t     112 kB\nRssFile:\t    1600 kB\nRssShmem:\t      64 kB\nThreads:\t1\n';
    expect(parseCosts(times, status)).toEqual({ cpuMilliseconds: 350, privateBytes: 112 * 1024, sharedBytes: 1664 * 1024 });
  });

  it('counts all memory as its own where the kernel tells no more, and none of what has none', () => {
    expect(parseCosts(times, 'VmRSS:\t    1776 kB\n')).toEqual({ cpuMilliseconds: 350, privateBytes: 1776 * 1024, sharedBytes: 0 });
    expect(parseCosts(times, 'Name:\tkthreadd\n')).toEqual({ cpuMilliseconds: 350, privateBytes: 0, sharedBytes: 0 });
  });
});

describe.runIf(process.platform === 'linux')('the table', () => {
  it('tells a living process by its marks', async () => {
    const child = spawn('sh', ['-c', 'echo up; exec sleep 600'], {
      env: { PATH: process.env['PATH'], MINE: 'yes, it is' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      await once(child.stdout, 'data');
      const pid = child.pid ?? 0;
      const table = linuxTable();
      const marks = table.marks(pid);
      if (marks === undefined || marks === 'unreadable') throw new Error('its own child must be readable');
      expect([marks.carries('MINE=yes, it is'), marks.carries('MINE=yes'), marks.carries('INE=yes, it is')]).toEqual([true, false, false]);
      expect([marks.variable('MINE'), marks.variable('INE')]).toEqual(['yes, it is', undefined]);
      expect(marks.outputs[1]).toBe('/dev/null');
      expect(table.entries.find((entry) => entry.pid === pid)).toMatchObject({ parent: process.pid, start: table.starts([pid]).get(pid) });
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    expect(linuxTable().starts([child.pid ?? 0])).toEqual(new Map());
    expect(linuxTable().marks(child.pid ?? 0)).toBeUndefined();
  });

  it('does not list a zombie', async () => {
    // The parent becomes a program that never asks for its children.
    const child = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const [said] = (await once(child.stdout, 'data')) as [Buffer];
      const pid = Number(said);
      await expect.poll(() => linuxTable().starts([pid]).size).toBe(0);
      expect(linuxTable().entries.some((entry) => entry.pid === pid)).toBe(false);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });
});
