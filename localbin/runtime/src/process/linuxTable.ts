import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { ProcessCosts, ProcessEntry, ProcessMarks, ProcessTable } from './processTable.js';

/** Processes from /proc. */
export function linuxTable(): ProcessTable {
  let entries: readonly ProcessEntry[] | undefined;
  const marks = new Map<number, ReturnType<ProcessTable['marks']>>();
  return {
    boot: bootId(),
    starts: (pids) =>
      new Map(
        pids.flatMap((pid) => {
          const entry = entryOf(pid);
          return entry === undefined ? [] : [[pid, entry.start] as const];
        }),
      ),
    get entries() {
      entries ??= pidsOf('/proc').flatMap((pid) => entryOf(pid) ?? []);
      return entries;
    },
    marks(pid) {
      if (!marks.has(pid)) marks.set(pid, marksOf(pid));
      return marks.get(pid);
    },
    costs: costsOf,
    notBefore: (start, other) => Number(start) >= Number(other),
  };
}

/**
 * One line of /proc/<pid>/stat, see proc_pid_stat(5). Undefined for a zombie or a dead process, and for anything else.
 * The second field, the name in parentheses, may itself contain spaces and parentheses. A process whose first thread is a zombie while
 * others still end is not over: its sockets are open yet.
 */
export function parseStat(text: string): ProcessEntry | undefined {
  const pid = Number.parseInt(text, 10);
  const [state, parent, group, session, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [threads, start] = [Number(rest[13]), rest[15]];
  if (start === undefined || (state === 'Z' && threads <= 1) || state === 'X' || state === 'x') return undefined;
  return { pid, parent: Number(parent), group: Number(group), session: Number(session), start };
}

/** Milliseconds of the clock that /proc counts in: 100 a second on every platform of ours, see sysconf(3) about _SC_CLK_TCK. */
const tick = 10;

/** From the texts of /proc/<pid>/stat and /proc/<pid>/status. Old kernels do not tell what of the memory is shared. */
export function parseCosts(stat: string, status: string): ProcessCosts {
  const times = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15);
  const bytes = (name: string): number | undefined => {
    const [, kilobytes] = new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(status) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  };
  return {
    cpuMilliseconds: times.reduce((total, ticks) => total + Number(ticks) * tick, 0),
    privateBytes: bytes('RssAnon') ?? bytes('VmRSS') ?? 0,
    sharedBytes: (bytes('RssFile') ?? 0) + (bytes('RssShmem') ?? 0),
  };
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

function pidsOf(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

function entryOf(pid: number): ProcessEntry | undefined {
  const stat = unlessGone(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  return stat.kind === 'read' ? parseStat(stat.text) : undefined;
}

function costsOf(pid: number): ProcessCosts | undefined {
  const [stat, status] = ['stat', 'status'].map((name) => unlessGone(() => readFileSync(`/proc/${pid}/${name}`, 'latin1')));
  return stat?.kind === 'read' && status?.kind === 'read' ? parseCosts(stat.text, status.text) : undefined;
}

function marksOf(pid: number): ProcessMarks | 'unreadable' | undefined {
  const environment = unlessGone(() => readFileSync(`/proc/${pid}/environ`, 'utf8'));
  const outputs = [1, 2].map((descriptor) => unlessGone(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`)));
  // Some kernels permit one and not the other.
  if ([environment, ...outputs].some(({ kind }) => kind === 'unreadable')) return 'unreadable';
  if (environment.kind !== 'read') return undefined;
  const targets = outputs.flatMap((output) => (output.kind === 'read' ? [output.text] : []));
  return marksFrom(environment.text, targets);
}

/** From an environment as /proc/<pid>/environ has it, and the files that are standard output and error. */
export function marksFrom(environment: string, outputs: readonly string[]): ProcessMarks {
  const bounded = `\0${environment}\0`;
  return {
    carries: (assignment) => bounded.includes(`\0${assignment}\0`),
    variable: (name) => bounded.split(`\0${name}=`, 2)[1]?.split('\0', 1)[0],
    outputs,
  };
}

type Reading = { readonly kind: 'read'; readonly text: string } | { readonly kind: 'gone' } | { readonly kind: 'unreadable' };

function unlessGone(read: () => string): Reading {
  try {
    return { kind: 'read', text: read() };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return { kind: 'gone' };
    if (code === 'EACCES' || code === 'EPERM') return { kind: 'unreadable' };
    throw error;
  }
}
