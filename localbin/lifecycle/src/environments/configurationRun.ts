import { fail, type Result } from '@dust-workspace/component';
import type { Emit } from '../events.js';
import { takeLock } from '../runRequest.js';
import { Session, type Base, type Deadlines } from '../session.js';
import { systemProblem } from '../systemProblem.js';

/** What changing the configuration of an environment takes. */
export interface ConfigurationRun {
  /** How the request is called in the lock and in messages. */
  readonly command: string;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  /** Says what would be done, and changes nothing. */
  readonly dryRun?: boolean | undefined;
}

/** Runs `body` while no other command works on the environment. A dry run, which changes nothing, keeps nobody out. */
export async function whileLocked<T>(
  base: Base,
  deadlines: Deadlines,
  run: ConfigurationRun,
  body: (session: Session) => Promise<Result<T>>,
): Promise<Result<T>> {
  try {
    const session = await Session.open(base, run.emit, run.signal, deadlines);
    if (run.dryRun === true) return await body(session);
    const lock = await takeLock(session, run);
    if (!lock.ok) return lock;
    try {
      return await body(session);
    } finally {
      await lock.value.release();
    }
  } catch (error) {
    const known = systemProblem(error);
    if (known === undefined) throw error;
    return fail(known);
  }
}
