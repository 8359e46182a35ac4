import { execFileSync } from 'node:child_process';
import type { ProcessCosts, ProcessEntry, ProcessTable } from './processTable.js';

/**
 * Processes as `ps` lists them, for systems without /proc. A table has no boot of its own: start times are dates there.
 * `-E` appends the environment to the command, for processes of the same user.
 */
export function psTable(list: () => string = listAll): ProcessTable {
  const rows = parsePs(list());
  return {
    boot: '-',
    starts: (pids) => new Map(pids.flatMap((pid) => (rows.has(pid) ? [[pid, rows.get(pid)?.start ?? ''] as const] : []))),
    entries: [...rows.values()],
    marks(pid) {
      const row = rows.get(pid);
      if (row === undefined) return undefined;
      const text = `${row.command} `;
      return {
        carries: (assignment) => text.includes(` ${assignment} `),
        variable: (name) => new RegExp(` ${name}=(\\S*) `).exec(text)?.[1],
        outputs: [],
      };
    },
    costs: (pid) => rows.get(pid)?.costs,
    notBefore: (start, other) => Date.parse(start) >= Date.parse(other),
  };
}

interface Row extends ProcessEntry {
  /** With the environment behind it. */
  readonly command: string;
  readonly costs: ProcessCosts;
}

/** Rows of `pid ppid pgid stat time rss lstart command`, where lstart is a date of five words. Zombies are left out. */
export function parsePs(text: string): ReadonlyMap<number, Row> {
  const rows = text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\d+)\s+((?:\S+\s+){4}\S+)\s(.*)$/.exec(line);
    if (match === null || match[4]?.startsWith('Z')) return [];
    const [pid, parent, group] = [Number(match[1]), Number(match[2]), Number(match[3])];
    // What is shared, `ps` does not tell.
    const costs = { cpuMilliseconds: millisecondsOf(match[5] ?? ''), privateBytes: Number(match[6]) * 1024, sharedBytes: 0 };
    return [{ pid, parent, group, session: group, start: normalise(match[7] ?? ''), command: match[8] ?? '', costs }];
  });
  return new Map(rows.map((row) => [row.pid, row]));
}

/** Of `[[days-]hours:]minutes:seconds`, where seconds may have a fraction. */
function millisecondsOf(time: string): number {
  const [days, clock] = time.includes('-') ? time.split('-', 2) : ['0', time];
  const seconds = (clock ?? '').split(':').reduce((total, part) => total * 60 + Number(part), 0);
  return Math.round((Number(days) * 86_400 + seconds) * 1_000);
}

/** Days are padded with spaces. */
function normalise(start: string): string {
  return start.trim().replace(/\s+/g, ' ');
}

function listAll(): string {
  const columns = ['pid', 'ppid', 'pgid', 'stat', 'time', 'rss', 'lstart', 'command'].flatMap((name) => ['-o', `${name}=`]);
  return execFileSync('ps', ['-axwwE', ...columns], { encoding: 'utf8', env: { PATH: '/bin:/usr/bin', LC_ALL: 'C' }, maxBuffer: 64 << 20 });
}
