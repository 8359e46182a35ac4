import type { Result } from '@dust-workspace/component';
import { fail, ok } from '@dust-workspace/component';
import { join } from 'node:path';
import { settleConfiguration } from './environments/settleConfiguration.js';
import { fulfil } from './fulfil.js';
import { acquireLock, type Lock } from './lock.js';
import { refused } from './report.js';
import type { Request, RunOptions, RunReport } from './request.js';
import { Session, type Base, type Deadlines } from './session.js';
import { ensureSupervisor, stopSupervisor } from './supervisorProcess.js';
import { systemProblem } from './systemProblem.js';
import { rememberTimings } from './timings/timings.js';

/** Observe, plan, execute: everything that changes anything comes through here, one request an environment at a time. */
export async function runRequest(base: Base, deadlines: Deadlines, request: Request, options: RunOptions): Promise<RunReport> {
  const session = await Session.open(base, options.emit, options.signal, deadlines);
  return underLock(session, options, () => fulfil(session, request, options));
}

/** Runs `body` while no other command works on the environment, and leaves what it shares as it should be. Nothing is changed in a dry run. */
export async function underLock(session: Session, options: RunOptions, body: () => Promise<RunReport>): Promise<RunReport> {
  try {
    return options.dryRun === true ? await body() : await lockAndRun(session, options, body);
  } catch (error) {
    const known = systemProblem(error);
    if (known === undefined) throw error;
    return refused([known]);
  }
}

async function lockAndRun(session: Session, options: RunOptions, body: () => Promise<RunReport>): Promise<RunReport> {
  const lock = await takeLock(session, options);
  if (!lock.ok) return refused(lock.diagnostics);
  try {
    if (lock.value.inheritedFrom !== undefined) await session.base.runtime.endAbandoned(session.all());
    await settleConfiguration(session);
    const report = await body();
    await tendSupervisor(session);
    const { catalog, selection } = session.base;
    // What is thrown away has no next time.
    if (selection.configurationOf === undefined)
      await rememberTimings(session.paths.run, report.outcomes, new Set(catalog.components.keys()));
    return report;
  } finally {
    await lock.value.release();
  }
}

/** For the supervisor: it steps back from an environment that somebody works on, and looks again later. */
export async function startAgain(base: Base, deadlines: Deadlines, name: string, signal: AbortSignal): Promise<Result<string>> {
  const session = await Session.open(base, () => undefined, signal, { ...deadlines, lock: 0 });
  const lock = await takeLock(session, { command: 'supervisor', signal });
  if (!lock.ok) return lock;
  try {
    const { instance, diagnostics } = session.resolved(name);
    if (diagnostics.length > 0) return fail(...diagnostics);
    const state = (await base.runtime.observe([instance])).get(name);
    if (state?.kind !== 'exited') return ok('somebody else took care of it');
    const launched = await base.runtime.start(instance, signal);
    return launched.ok ? ok(`started again; ${state.detail}`) : launched;
  } finally {
    await lock.value.release();
  }
}

/** Waits for its turn on the environment. */
export function takeLock(session: Session, { command, signal }: Pick<RunOptions, 'command' | 'signal'>): Promise<Result<Lock>> {
  return acquireLock(join(session.paths.run, 'lock'), {
    command: session.base.redactor.redact(command),
    now: session.base.now,
    patience: session.deadlines.lock,
    signal,
    onWaiting: (holder) => {
      session.emit({
        kind: 'notice',
        message: `waiting for ${holder.command} (process ${holder.process.pid}), which works on this environment`,
      });
    },
  });
}

/** The supervisor is there exactly while something runs that it must watch. */
async function tendSupervisor(session: Session): Promise<void> {
  const { catalog, selection, runtime, processEnv } = session.base;
  // What a migration has just brought to another runtime is looked at in both.
  const processes = session.all().flatMap((instance) => {
    const { process } = instance.component.manifest.runtimes;
    return process === undefined ? [] : [{ ...instance, runtime: 'process' as const }];
  });
  await tidyContainers(session);
  // What is thrown away needs nobody who starts it again.
  if (selection.configurationOf !== undefined) return;
  const states = await runtime.observe(processes);
  const running = [...states].flatMap(([name, { kind }]) => (kind === 'running' ? [name] : []));
  // What died while the command worked is the supervisor's to start again. It ends by itself when there is nothing for it to do.
  const died = [...states.values()].some(({ kind }) => kind === 'exited' || kind === 'orphaned');
  if (running.length === 0) return died ? undefined : stopSupervisor(session.paths.run);
  return ensureSupervisor({ root: catalog.root, environment: selection.environment, runFolder: session.paths.run, processEnv, running });
}

/** Containers of an environment share a network, which goes with the last of them. */
async function tidyContainers(session: Session): Promise<void> {
  const { catalog, selection, runtime } = session.base;
  if (session.all().every(({ component }) => component.manifest.runtimes.compose === undefined)) return;
  await runtime.tidy({ workspace: catalog.root, environment: selection.environment });
}
