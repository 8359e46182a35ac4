import type { Diagnostic } from '@dust-workspace/component';
import type { Outcome } from './events.js';
import type { Plan } from './plan.js';
import type { RunReport } from './request.js';

/** Nothing was done, for these reasons. */
export function refused(diagnostics: readonly Diagnostic[]): RunReport {
  return { outcomes: [], plan: { operations: [] }, diagnostics, ok: false };
}

/** What became of a plan, and whether everything is as was asked. */
export function reportOf(outcomes: readonly Outcome[], decided: Plan, diagnostics: readonly Diagnostic[]): RunReport {
  const failed = outcomes.some(isMiss);
  return { outcomes, plan: decided, diagnostics, ok: !failed && diagnostics.every(({ severity }) => severity !== 'error') };
}

/** How much of what was asked for is as asked: all of it, a part of it, or nothing. */
export type Completeness = 'complete' | 'incomplete' | 'failed';

export interface Asked {
  /** Components that were named; none where everything was meant. What only they need is no part of what was asked for. */
  readonly names: readonly string[];
  /** The verb that was asked for: others only serve it, such as the stop and the start of what is backed up. All count where it is left out. */
  readonly verb?: string;
}

/** What a report comes to, by components. One of which any step failed is not as asked, whatever its other steps did. Pure. */
export function completenessOf({ ok, outcomes }: Pick<RunReport, 'ok' | 'outcomes'>, { names, verb }: Asked): Completeness {
  if (ok) return 'complete';
  const missed = new Set(outcomes.flatMap((outcome) => (isMiss(outcome) ? [outcome.component] : [])));
  const reached = outcomes.some(
    (outcome) =>
      (outcome.kind === 'done' || outcome.kind === 'unchanged') &&
      !missed.has(outcome.component) &&
      (names.length === 0 || names.includes(outcome.component)) &&
      (verb === undefined || outcome.verb === verb),
  );
  return reached ? 'incomplete' : 'failed';
}

function isMiss({ kind, detail }: Outcome): boolean {
  return kind === 'failed' || (kind === 'skipped' && isConsequence(detail));
}

/** Skipped since something else failed or was interrupted, as opposed to having nothing to do. */
function isConsequence(detail: string): boolean {
  return detail.endsWith(' failed') || detail.endsWith(' was skipped') || detail.startsWith('interrupted');
}
