import { chmod, rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { fail, ok, problem, unreachable, type Result } from '@dust-workspace/component';
import { PortRegistry, removeAbandonedLease } from '@dust-workspace/environment';
import { clearDrill } from '../backups/clearDrill.js';
import { prepareEnvironment } from '../environments/prepare.js';
import { acquireLock } from '../lock.js';
import { reportOf } from '../report.js';
import type { RunOptions } from '../request.js';
import { underLock } from '../runRequest.js';
import { Session, type Base, type Deadlines } from '../session.js';
import { systemProblem } from '../systemProblem.js';
import { describeMend } from './describeMend.js';
import type { Finding, Mend } from './finding.js';
import { removeOwnResource } from './ownResource.js';

/** What became of one thing that could be mended. */
export interface Mended {
  readonly kind: 'done' | 'left' | 'planned';
  /** For people: what was done, or would be. */
  readonly message: string;
  /** Why it was left. */
  readonly because?: string;
}

export interface MendOptions extends Pick<RunOptions, 'command' | 'signal' | 'dryRun'> {
  /** Told of each as it is done. */
  readonly onMended: (mended: Mended) => void;
}

/**
 * Mends what findings say can be mended without asking, one after the other: what is left over of environments that are gone and of commands that were
 * killed, configuration that is missing, files that others may read. In a dry run it only says so.
 */
export async function mend(
  base: Base,
  deadlines: Deadlines,
  findings: readonly Finding[],
  options: RunOptions & MendOptions,
): Promise<readonly Mended[]> {
  const told: Mended[] = [];
  for (const one of inOrder(findings)) {
    if (options.signal.aborted) break;
    const { doing, done, what } = describeMend(one);
    const result = options.dryRun === true ? ok() : await carryOut(one, base, deadlines, options);
    const mended: Mended = !result.ok
      ? { kind: 'left', message: what, because: result.diagnostics.map(({ message }) => message).join('; ') }
      : options.dryRun === true
        ? { kind: 'planned', message: `${doing} ${what}` }
        : { kind: 'done', message: `${done} ${what}` };
    told.push(mended);
    options.onMended(mended);
  }
  return told;
}

/** What others wait for comes first. */
const order: readonly Mend['kind'][] = ['settle', 'drill', 'resource', 'folder', 'lock', 'lease', 'configuration', 'mode'];

/** Each once: several findings may be mended by the same. */
function inOrder(findings: readonly Finding[]): Mend[] {
  const mends = new Map(findings.flatMap(({ mends: own = [] }) => own).map((one) => [JSON.stringify(one), one]));
  return [...mends.values()].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

async function carryOut(one: Mend, base: Base, deadlines: Deadlines, options: RunOptions): Promise<Result<unknown>> {
  try {
    return await dispatch(one, base, deadlines, options);
  } catch (error) {
    const known = systemProblem(error);
    if (known === undefined) throw error;
    return fail(known);
  }
}

async function dispatch(one: Mend, base: Base, deadlines: Deadlines, options: RunOptions): Promise<Result<unknown>> {
  const { catalog, processEnv, now } = base;
  const { root } = catalog;
  switch (one.kind) {
    case 'resource': {
      const removed = await removeOwnResource(root, one.resource, { processEnv, uid: process.geteuid?.() ?? -1 });
      return removed.ok && removed.value === 'in-use'
        ? fail(problem('in-use', 'a container that is not of this workspace uses it'))
        : removed;
    }
    case 'lease': {
      const removed = await removeAbandonedLease(await PortRegistry.open({ processEnv }), one.lease);
      return removed ? ok() : fail(problem('in-use', 'somebody uses that port now'));
    }
    case 'folder':
      await rm(join(root, one.folder), { recursive: true, force: true });
      return ok();
    case 'settle':
      return settle(await Session.open(base, options.emit, options.signal, deadlines), options);
    case 'lock': {
      const { command, signal } = options;
      const lock = await acquireLock(join(root, one.file), { command, now, signal, patience: 0, onWaiting: () => undefined });
      if (lock.ok) await lock.value.release();
      return lock;
    }
    case 'drill':
      return clearDrill(base, deadlines, options);
    case 'configuration':
      return prepareEnvironment(base, deadlines, { approve: async () => false }, options);
    case 'mode':
      await chmod(isAbsolute(one.file) ? one.file : join(root, one.file), 0o600);
      return ok();
    default:
      return unreachable(one);
  }
}

/** Whoever takes the lock ends what was abandoned, finishes what was half written, and sees that there is a supervisor where one is needed. */
async function settle(session: Session, options: RunOptions): Promise<Result<void>> {
  const report = await underLock(session, { ...options, dryRun: false }, async () => reportOf([], { operations: [] }, []));
  return report.ok ? ok() : fail(...report.diagnostics);
}
