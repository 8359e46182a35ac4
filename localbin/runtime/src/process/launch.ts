import { spawn, type ChildProcess } from 'node:child_process';
import { constants, closeSync, openSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { logFile } from '../operatingFolders.js';
import { placeMark } from '../placeMark.js';
import { poll } from '../poll.js';
import { lastLineOf } from '../readLog.js';
import type { Instance } from '../runtime.js';
import { shim, stampNotWritten } from './shim.js';
import { readStamp, removeStamp, stampFile, type Stamp } from './stamp.js';

/** How a process ended, for its parent. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Launched {
  readonly stamp: Stamp;
  readonly ending: Promise<Ending>;
}

export interface Launch {
  /** Program and arguments, with every prefix. */
  readonly command: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly restarts: number;
}

/** How long the shim may take, in milliseconds, to stamp itself and become the command; it needs about 2. */
const patience = 10_000;

/**
 * Starts the main process in a session of its own, its output appended to the log, and returns when it has stamped itself and become the
 * command. It does not keep the calling command alive, and lives on after it.
 */
export async function launch(instance: Instance, { command, variables, restarts }: Launch): Promise<Result<Launched>> {
  removeStamp(instance.runDirectory);
  let child: ChildProcess;
  let log: number | undefined;
  try {
    log = openSync(
      logFile(instance.runDirectory),
      constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW,
      0o600,
    );
    const place = placeMark(instance.runDirectory);
    child = spawn('/bin/sh', ['-c', shim, 'dsw', stampFile(instance.runDirectory), place, String(restarts), ...command], {
      cwd: instance.component.directory,
      env: variables,
      detached: true,
      stdio: ['ignore', log, log],
    });
  } catch (error) {
    return fail(notLaunched(instance, error as NodeJS.ErrnoException));
  } finally {
    if (log !== undefined) closeSync(log);
  }
  child.unref();
  const failure = new Promise<NodeJS.ErrnoException>((resolve) => child.once('error', resolve));
  if (child.pid === undefined) return fail(notLaunched(instance, await failure));
  return hasBecomeTheCommand(instance, child, child.pid);
}

async function hasBecomeTheCommand(instance: Instance, child: ChildProcess, pid: number): Promise<Result<Launched>> {
  let ended: Ending | undefined;
  const ending = new Promise<Ending>((resolve) =>
    child.once('exit', (code, signal) => {
      ended = { code, signal };
      resolve(ended);
    }),
  );
  let outcome: { readonly stamp?: Stamp } | undefined;
  await poll(
    () => {
      const reading = readStamp(instance.runDirectory);
      if (reading.kind === 'stamp' && reading.stamp.pid === pid && (ended !== undefined || !isShim(pid)))
        outcome = { stamp: reading.stamp };
      else if (ended !== undefined) outcome = {};
      return outcome !== undefined;
    },
    { within: patience, first: 1, most: 5 },
  );
  if (outcome?.stamp !== undefined) return ok({ stamp: outcome.stamp, ending });
  if (ended !== undefined) return fail(await unstamped(instance, ended));
  child.kill('SIGKILL');
  await ending;
  return fail(
    problem('not-launched', `${instance.component.name} could not be launched: /bin/sh did not start within ${patience / 1_000} s`),
  );
}

/** Between its stamp and its `exec` the process still is the shim. Systems without /proc cannot tell. */
function isShim(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(shim);
  } catch {
    return false;
  }
}

async function unstamped(instance: Instance, ending: Ending): Promise<Diagnostic> {
  const { name } = instance.component;
  const file = relative(instance.workspace, stampFile(instance.runDirectory));
  if (ending.code === stampNotWritten)
    return problem(
      'stamp-not-written',
      `${name} was not started: ${file} could not be written`,
      'Is the disk full, or the folder read-only?',
    );
  const said = await lastLineOf(logFile(instance.runDirectory));
  const how = ending.signal ?? `code ${ending.code}`;
  return problem(
    'not-launched',
    `${name} could not be launched (${how})${said === undefined ? '' : `: ${instance.redactor.redact(said)}`}`,
  );
}

function notLaunched(instance: Instance, error: NodeJS.ErrnoException): Diagnostic {
  const { name, root } = instance.component;
  switch (error.code) {
    case 'ENOENT':
      return problem('not-launched', `${name} could not be launched: the folder ${root} or /bin/sh is missing`);
    case 'ENOSPC':
      return problem('disk-full', `${name} could not be launched: the disk of its run folder is full`, 'Free some space and try again.');
    case 'ELOOP':
      return problem(
        'not-launched',
        `${name} could not be launched: ${logFile(instance.runDirectory)} is a link`,
        'Remove it and try again.',
      );
    case 'E2BIG':
      return problem('not-launched', `${name} could not be launched: its arguments and variables are too long for this system`);
    default:
      return problem('not-launched', `${name} could not be launched: ${error.message}`);
  }
}
