import type { ChosenSet, SnapshotRecord } from '@dust-workspace/backup';
import { fail, ok, unreachable, type Result } from '@dust-workspace/component';
import type { BackupRun } from './backups/backupRun.js';
import { transferReport } from './backups/transfer.js';
import type { Performed } from './execute.js';
import { forgetDone } from './hookStamp.js';
import { isReady, isRunning, type Observation } from './observation.js';
import { backup } from './perform/backup.js';
import { init } from './perform/init.js';
import { prep, type Configured } from './perform/prep.js';
import { clean, purge } from './perform/remove.js';
import { restore } from './perform/restore.js';
import { start } from './perform/start.js';
import { stop } from './perform/stop.js';
import { verify } from './perform/verify.js';
import type { Operation, Plan } from './plan.js';
import type { Session } from './session.js';
import { systemProblem } from './systemProblem.js';

export interface Source {
  readonly set: ChosenSet;
  readonly snapshot: SnapshotRecord;
}

/** Snapshots to restore from, by component. */
export type Sources = ReadonlyMap<string, Source>;

export interface RestoreChoices {
  readonly force: boolean;
  /** For a drill, in which components go on running: what they hold is compared with what was recorded. */
  readonly drill?: { readonly digest: boolean; readonly onCompared: (component: string) => void };
}

export interface PerformContext {
  readonly session: Session;
  readonly plan: Plan;
  /** As it was when the plan was made. */
  readonly observed: Observation;
  readonly backups: BackupRun;
  readonly sources: Sources;
  readonly restores: RestoreChoices;
  /** Makes, once and together, what the starts of the plan need. */
  readonly anticipated: () => Promise<void>;
  /** Configures, once and together, what the plan prepares. */
  readonly configured: (name: string) => Promise<Result<Configured>>;
}

/** Carries out one operation of a plan, and says how it ended. */
export async function perform(context: PerformContext, operation: Operation, reached: () => void): Promise<Performed> {
  const result = await dispatch(context, operation, reached).catch(asFailure);
  if (!result.ok) return { kind: 'failed', diagnostics: result.diagnostics };
  return { kind: 'done', ...(typeof result.value === 'string' ? { detail: result.value } : result.value) };
}

/** The rest of the plan goes on, and says what became of it, also where the system refuses something that nobody expected it to. */
function asFailure(error: unknown): Result<never> {
  const known = systemProblem(error);
  if (known === undefined) throw error;
  return fail(known);
}

/** What was done, where it has to do with a backup set. */
export interface DoneWithSet {
  readonly detail: string;
  readonly set: string;
}

async function dispatch(context: PerformContext, operation: Operation, reached: () => void): Promise<Result<string | DoneWithSet>> {
  const { session, backups, sources, restores } = context;
  const { component: name, verb } = operation;
  const onProgress = (message: string): void => {
    session.emit({ kind: 'progress', operation, message });
  };
  const log = (line: string): void => {
    session.emit({ kind: 'output', operation, line });
  };
  const transfer = transferReport(operation, session.emit);
  switch (verb) {
    case 'prep':
      if (isMadeAnew(context, name)) await forgetDone('prep', session.resolved(name).instance.volume);
      return prep(session, name, { configured: await context.configured(name), onProgress, log });
    case 'start':
      await context.anticipated();
      return start(session, name, { onLaunched: reached, onProgress, image: context.observed.get(name)?.outdated?.image });
    case 'stop':
      return stop(session, name, { onEnded: reached, onProgress });
    case 'init':
      return init(session, name, log);
    case 'clean':
      return clean(session, name, log);
    case 'purge':
      return purge(session, name);
    case 'backup':
      return backup(session, name, backups, isCold(context, name), { onCaptured: reached, log, transfer });
    case 'restore': {
      const { force, drill } = restores;
      const ran = wasRunning(context, name);
      const choices = {
        ran,
        force,
        ...(drill === undefined ? {} : { compare: { digest: drill.digest, onCompared: () => drill.onCompared(name) } }),
      };
      const source = sourceOf(sources, name);
      return withSet(source, await restore(session, name, { ...source, ...choices, transfer, onProgress, log }));
    }
    case 'verify': {
      const source = sourceOf(sources, name);
      return withSet(source, await verify(session, name, source, { running: wasRunning(context, name), transfer, log }));
    }
    default:
      return unreachable(verb);
  }
}

function withSet({ set }: Source, told: Result<string>): Result<DoneWithSet> {
  return told.ok ? ok({ detail: told.value, set: set.id }) : told;
}

/** What it builds from was prepared before in this plan: a checkout that is made anew may look like the one before, and what was built in it is gone. */
function isMadeAnew({ session, plan }: PerformContext, name: string): boolean {
  const { graph } = session.base;
  return graph.preparedFirst(name).some((need) => plan.operations.some(({ id }) => id === `${need}:prep`));
}

/** Down from the start, or stopped by this plan for its backup. */
function isCold({ observed, plan }: PerformContext, name: string): boolean {
  const found = observed.get(name);
  const stoppedFirst = plan.operations.some(({ id, after }) => id === `${name}:backup` && after.includes(`${name}:stop`));
  return stoppedFirst || found === undefined || !isReady(found.state);
}

function wasRunning({ observed }: PerformContext, name: string): boolean {
  const found = observed.get(name);
  return found !== undefined && isRunning(found);
}

function sourceOf(sources: Sources, name: string): Source {
  const source = sources.get(name);
  if (source === undefined) throw new Error(`no snapshot of ${name} was chosen`);
  return source;
}
