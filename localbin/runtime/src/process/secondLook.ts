import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Instance } from '../runtime.js';
import { marksFrom } from './linuxTable.js';
import type { ProcessMarks } from './processTable.js';
import { runAs, type Invoker } from './user.js';

/** Reads marks that this process may not read. */
export type SecondLook = (pids: readonly number[]) => Promise<ReadonlyMap<number, ProcessMarks>>;

/**
 * Root in a container usually lacks CAP_SYS_PTRACE, and then may not look into the processes of a component that runs as another user. That
 * user may: this reads their marks as that user. For other instances, which run as the invoker, there is nothing to be gained.
 */
export function secondLookAt(instance: Instance, invoker: Invoker): SecondLook {
  return async (pids) => {
    const user = await runAs(instance, invoker);
    if (pids.length === 0 || !user.ok || user.value.kind === 'invoker') return new Map();
    const [setpriv, ...options] = user.value.setpriv;
    const boundary = randomUUID();
    const parameters = [...options, '--', '/bin/sh', '-c', reader, boundary, ...pids.map(String)];
    return parseMarks(await outputOf(setpriv, parameters), boundary);
  };
}

/** Builtins, `readlink` and `cat` only. Its name, `$0`, is the boundary between processes. */
const reader = `for pid; do
  printf '%s\\0' "$0" "$pid" "$(readlink /proc/$pid/fd/1)" "$(readlink /proc/$pid/fd/2)"
  cat /proc/$pid/environ
done 2>/dev/null`;

export function parseMarks(text: string, boundary: string): ReadonlyMap<number, ProcessMarks> {
  const found = new Map<number, ProcessMarks>();
  for (const part of text.split(`${boundary}\0`).slice(1)) {
    const [pid, output = '', errors = '', ...variables] = part.split('\0');
    found.set(Number(pid), marksFrom(variables.join('\0'), [output, errors]));
  }
  return found;
}

function outputOf(program: string, parameters: readonly string[]): Promise<string> {
  return new Promise((resolve) =>
    execFile(program, parameters, { env: { PATH: '/usr/bin:/bin' }, maxBuffer: 64 << 20 }, (_error, stdout) => resolve(stdout)),
  );
}
