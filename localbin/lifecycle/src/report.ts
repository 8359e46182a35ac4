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
  const failed = outcomes.some(({ kind, detail }) => kind === 'failed' || (kind === 'skipped' && isConsequence(detail)));
  return { outcomes, plan: decided, diagnostics, ok: !failed && diagnostics.every(({ severity }) => severity !== 'error') };
}

/** Skipped since something else failed or was interrupted, as opposed to having nothing to do. */
function isConsequence(detail: string): boolean {
  return detail.endsWith(' failed') || detail.startsWith('interrupted');
}
