import { join } from 'node:path';
import type { ChosenSet } from '@dust-workspace/backup';
import { ok, unreachable, type Diagnostic, type Result } from '@dust-workspace/component';
import { environmentPaths } from '@dust-workspace/environment';
import { removeEnvironment } from '../environments/remove.js';
import type { Emit, Outcome } from '../events.js';
import { acquireLock } from '../lock.js';
import type { Operation, Plan } from '../plan.js';
import { refused, reportOf } from '../report.js';
import type { BackupChoices, RunOptions, RunReport } from '../request.js';
import { runRequest } from '../runRequest.js';
import { rememberTimings, timingsOf } from '../timings/timings.js';
import type { Base, Deadlines } from '../session.js';
import { chooseForCopy } from './chooseForCopy.js';
import { copyOf } from './copyOf.js';
import { restoreElsewhere } from './restoreElsewhere.js';
import { claimThrowAway, isThrowAway } from './throwAway.js';

/** The environment in which sets of another are tried. */
export function drillEnvironment(environment: string): string {
  return `${environment}-drill`;
}

/**
 * Proves that a set restores: brings its components up from it in a throw-away environment with ports of its own, under the same runtimes and with the
 * same configuration, compares what they hold with what the backup recorded, takes everything away again and stamps the set. Nothing of the
 * environment itself is touched. What a killed drill left behind is removed by the next.
 */
export async function drill(
  base: Base,
  deadlines: Deadlines,
  request: BackupChoices & { readonly names: readonly string[] },
  options: RunOptions,
): Promise<RunReport> {
  const { catalog, selection } = base;
  const chosen = await chooseForCopy(base, request);
  if (!chosen.ok) return refused(chosen.diagnostics);
  const { set, held, names } = chosen.value;
  const gone = held.filter((name) => request.names.length === 0 && !names.includes(name)).map((name) => skippedOutcome(name));
  const plan = { operations: names.map((name) => operationOf(name, set)) };
  for (const outcome of gone) options.emit({ kind: 'settled', outcome });
  if (options.dryRun === true) return reportOf(gone, plan, []);

  if (names.length === 0) return reportOf(gone, plan, []);

  const { backup, run } = environmentPaths(catalog.root, selection.environment);
  const lock = await acquireLock(join(backup, 'drill.lock'), {
    command: base.redactor.redact(options.command),
    now: base.now,
    patience: deadlines.lock,
    signal: options.signal,
    onWaiting: (holder) => {
      options.emit({ kind: 'notice', message: `waiting for ${holder.command} (process ${holder.process.pid})` });
    },
  });
  if (!lock.ok) return refused(lock.diagnostics);
  try {
    const there = await copyOf(base, { environment: drillEnvironment(selection.environment), borrows: true });
    const cleared = await tearDown(there, deadlines, options);
    if (cleared.length > 0) return refused(cleared);
    const claimed = await claimThrowAway(catalog, there.selection.environment);
    if (!claimed.ok) return refused(claimed.diagnostics);
    options.emit({ kind: 'planned', plan, lastTook: await timingsOf(run, plan) });
    const report = await drillIn(there, { base, deadlines, names, set, digest: request.digest !== false, gone, plan }, options);
    await rememberTimings(run, report.outcomes, new Set(catalog.components.keys()));
    return report;
  } finally {
    await lock.value.release();
  }
}

interface Exercise {
  readonly base: Base;
  readonly deadlines: Deadlines;
  readonly names: readonly string[];
  readonly set: ChosenSet;
  readonly digest: boolean;
  /** What is told beside the outcomes. */
  readonly gone: readonly Outcome[];
  readonly plan: Plan;
}

/** Whatever happens, nothing of it is left afterwards. */
async function drillIn(there: Base, exercise: Exercise, options: RunOptions): Promise<RunReport> {
  const { deadlines, gone, plan } = exercise;
  const outcomes = await carryOut(there, exercise, options).catch(async (error: unknown) => {
    await tearDown(there, deadlines, options);
    throw error;
  });
  const left = await tearDown(there, deadlines, options);
  return reportOf([...gone, ...outcomes], plan, left);
}

async function carryOut(there: Base, { base, deadlines, names, set, digest, plan }: Exercise, options: RunOptions): Promise<Outcome[]> {
  const begun = performance.now();
  const compared = new Set<string>();
  const drill = { digest, onCompared: (component: string) => void compared.add(component) };
  const reports = await restoreElsewhere(
    there,
    deadlines,
    { names, choices: { set: set.id }, borrowed: { store: set.store, environment: base.selection.environment, incomplete: true, drill } },
    { ...options, emit: withinDrill(options.emit, plan) },
  );
  const outcomes = names.map((name) => outcomeOf(name, reports, performance.now() - begun, options.signal.aborted));
  const done = outcomes.flatMap(({ kind, component }) => (kind === 'done' ? [component] : []));
  // What could be restored, but compared with nothing, is known to be whole and no more.
  const stamped = await stamp(set, base.now(), {
    drilled: done.filter((name) => compared.has(name)),
    verified: done.filter((name) => !compared.has(name)),
  });
  const told = outcomes.map((outcome) => (!stamped.ok && outcome.kind === 'done' ? failedOutcome(outcome, stamped.diagnostics) : outcome));
  for (const outcome of told) options.emit({ kind: 'settled', outcome });
  return told;
}

async function stamp(
  { id, store }: ChosenSet,
  now: Date,
  proven: Readonly<Record<'drilled' | 'verified', readonly string[]>>,
): Promise<Result<void>> {
  for (const kind of ['drilled', 'verified'] as const) {
    const components = proven[kind];
    const stamped = components.length === 0 ? ok() : await store.stamp(id, { kind, at: now.toISOString(), components });
    if (!stamped.ok) return stamped;
  }
  return ok();
}

/** What happens inside is told while it happens, as part of the drill of the component; how it ended, by the drill itself. */
function withinDrill(emit: Emit, { operations }: Plan): Emit {
  const begun = new Set<string>();
  return (event) => {
    switch (event.kind) {
      case 'notice':
        return emit(event);
      case 'started':
      case 'progress':
      case 'output':
      case 'transfer': {
        const operation = operations.find(({ component }) => component === event.operation.component);
        if (event.kind === 'started') {
          // Only what the drill is about has a beginning and an end.
          if (operation === undefined || begun.has(operation.id)) return;
          begun.add(operation.id);
        }
        return emit({ ...event, operation: operation ?? event.operation });
      }
      case 'planned':
      case 'finished':
      case 'settled':
        return;
      default:
        unreachable(event);
    }
  };
}

function outcomeOf(component: string, reports: readonly RunReport[], milliseconds: number, interrupted: boolean): Outcome {
  const base = { id: `${component}:drill`, verb: 'drill', component, milliseconds, diagnostics: [] };
  const own = reports.flatMap(({ outcomes }) => outcomes).find(({ id }) => id === `${component}:restore`);
  if (own?.kind === 'done') return { ...own, ...base };
  if (own !== undefined) return { ...base, kind: 'failed', detail: own.detail, diagnostics: own.diagnostics };
  if (interrupted) return { ...base, kind: 'skipped', detail: 'interrupted before it began' };
  const failures = reports.flatMap(({ diagnostics, outcomes }) => [
    ...diagnostics,
    ...outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? outcome.diagnostics : [])),
  ]);
  return { ...base, kind: 'failed', detail: 'could not be restored', diagnostics: failures };
}

function failedOutcome(outcome: Outcome, diagnostics: readonly Diagnostic[]): Outcome {
  return { ...outcome, kind: 'failed', detail: 'the set could not be stamped', diagnostics };
}

function skippedOutcome(component: string): Outcome {
  const detail = 'is no component of this workspace any more';
  return { id: `${component}:drill`, verb: 'drill', component, kind: 'skipped', detail, diagnostics: [], milliseconds: 0 };
}

function operationOf(component: string, { id }: ChosenSet): Operation {
  const cause = `set ${id}, in a throw-away environment`;
  return { id: `${component}:drill`, verb: 'restore', component, cause, after: [], requires: [], milestones: [] };
}

/** Ends and removes everything of the throw-away environment, also after an interrupt. Returns what stood in the way. */
export async function tearDown(there: Base, deadlines: Deadlines, options: RunOptions): Promise<readonly Diagnostic[]> {
  const current = await there.reread();
  const quiet = { ...options, dryRun: false, signal: new AbortController().signal, emit: () => undefined, approve: async () => true };
  if (!isThrowAway(current.catalog.root, current.selection.environment)) return [];
  const down = await runRequest(current, deadlines, { kind: 'word', word: 'down', names: [] }, quiet);
  if (!down.ok) return [...down.diagnostics, ...down.outcomes.flatMap(({ diagnostics }) => diagnostics)];
  const removed = await removeEnvironment(await there.reread(), deadlines, quiet);
  return removed.ok ? [] : removed.diagnostics;
}
