import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { linuxTable } from '../process/linuxTable.js';

/** What a test may touch, and therefore must leave as it found it. */
export interface ResourceScope {
  /** Workspaces whose processes are watched: those labelled with one, and those whose working folder or output is in one. */
  readonly workspaces: readonly string[];
  /** Folders whose contents are watched. */
  readonly folders?: readonly string[];
}

/** What there is at one moment, each in one line for people. */
export interface Resources {
  readonly processes: readonly string[];
  /** Listening TCP sockets of the watched processes. */
  readonly sockets: readonly string[];
  readonly files: readonly string[];
}

/** Everything within the scope. Processes and sockets are seen on Linux only. */
export function resourcesIn(scope: ResourceScope): Resources {
  const pids = process.platform === 'linux' ? watchedPids(scope.workspaces) : [];
  return {
    processes: pids.map((pid) => `${pid} ${readOrNothing(`/proc/${pid}/cmdline`).split('\0').join(' ').trim()}`),
    sockets: pids.flatMap(listeningPorts),
    files: (scope.folders ?? []).flatMap(filesIn),
  };
}

/** What is there now and was not there before. All lists are empty when nothing leaked. */
export function leakedSince(before: Resources, after: Resources): Resources {
  const added = (kind: keyof Resources): string[] => after[kind].filter((one) => !before[kind].includes(one));
  return { processes: added('processes'), sockets: added('sockets'), files: added('files') };
}

function watchedPids(workspaces: readonly string[]): number[] {
  const table = linuxTable();
  const isWatched = (path: string): boolean => workspaces.some((workspace) => path === workspace || path.startsWith(`${workspace}/`));
  return table.entries.flatMap(({ pid }) => {
    if (pid === process.pid) return [];
    const marks = table.marks(pid);
    if (marks === undefined || marks === 'unreadable') return [];
    const places = [marks.variable('DSW_WORKSPACE') ?? '', linkOf(`/proc/${pid}/cwd`), ...marks.outputs];
    return places.some(isWatched) ? [pid] : [];
  });
}

function listeningPorts(pid: number): string[] {
  const sockets = new Set(namesIn(`/proc/${pid}/fd`).map((descriptor) => linkOf(`/proc/${pid}/fd/${descriptor}`)));
  return ['tcp', 'tcp6'].flatMap((kind) =>
    readOrNothing(`/proc/${pid}/net/${kind}`)
      .split('\n')
      .flatMap((line) => {
        const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
        return state === '0A' && sockets.has(`socket:[${inode}]`)
          ? [`${pid} ${kind} ${Number.parseInt(local.split(':')[1] ?? '', 16)}`]
          : [];
      }),
  );
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
