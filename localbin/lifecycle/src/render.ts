import { formatDiagnostic, formatDuration, unreachable } from '@dust-workspace/component';
import type { EngineEvent, Outcome } from './events.js';
import type { Operation, Plan } from './plan.js';
import type { RunReport } from './request.js';

const marks: Readonly<Record<Outcome['kind'], string>> = { done: 'done', unchanged: 'unchanged', skipped: 'skipped', failed: 'FAILED' };

/** What people might not expect: that something which ran is another now. The other causes go without saying. */
function isNews({ verb, cause }: Operation): boolean {
  return verb === 'start' && cause.startsWith('replaced: ');
}

/** One line an outcome, with the cause of the operation if that is to be told, followed by what went wrong and what to do. */
export function renderOutcome(outcome: Outcome, cause?: string): string {
  const spent = outcome.milliseconds < 1_000 ? '' : ` (${formatDuration(outcome.milliseconds)})`;
  const took = cause === undefined ? spent : `${spent}; ${cause}`;
  const head = `${outcome.component} ${outcome.verb}: ${marks[outcome.kind]}`;
  if (outcome.diagnostics.length === 0) return `${head}, ${outcome.detail}${took}`;
  const why = outcome.kind === 'skipped' ? `, ${outcome.detail}` : '';
  return [`${head}${why}${took}`, ...outcome.diagnostics.map((diagnostic) => indent(formatDiagnostic(diagnostic)))].join('\n');
}

/** The line for an event while a request runs; undefined for those that are not worth one. */
export function renderEvent(event: EngineEvent): string | undefined {
  switch (event.kind) {
    case 'planned':
    case 'started':
    case 'transfer':
      return undefined;
    case 'progress':
      return `${event.operation.component}: ${event.message}`;
    case 'output':
      return `${event.operation.component} | ${event.line}`;
    case 'finished':
      return renderOutcome(event.outcome, isNews(event.operation) ? event.operation.cause : undefined);
    case 'settled':
      return event.outcome.aside === true ? undefined : renderOutcome(event.outcome);
    case 'notice':
      return event.message;
    default:
      return unreachable(event);
  }
}

/** The plan as `--dry-run` prints it: each operation with its cause. */
export function renderPlan({ operations }: Plan): string {
  if (operations.length === 0) return 'Nothing to do.';
  const earlier = everythingBefore(operations);
  return operations
    .map(({ component, verb, cause, after }) => {
      // What goes without saying: that others of them come after it.
      const direct = after.filter((id) => !after.some((other) => earlier.get(other)?.has(id) === true));
      return `${component} ${verb}: ${cause}${direct.length === 0 ? '' : `; after ${direct.join(', ')}`}`;
    })
    .join('\n');
}

/** Of each operation all that ends before it begins, through others as well. */
function everythingBefore(operations: Plan['operations']): ReadonlyMap<string, ReadonlySet<string>> {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  return new Map(
    operations.map(({ id, after }) => {
      const reached = new Set(after);
      for (const other of reached) for (const further of byId.get(other)?.after ?? []) reached.add(further);
      return [id, reached];
    }),
  );
}

/** What failed, each with the first line of its reason, for the end of a long output. Empty where nothing did. */
export function renderFailures(outcomes: readonly Outcome[]): string {
  const failed = outcomes.filter(({ kind }) => kind === 'failed');
  if (failed.length === 0) return '';
  const lines = failed.map(({ component, verb, detail, diagnostics }) => {
    const [reason = ''] = (diagnostics[0]?.message ?? detail).split('\n');
    return `  ${component} ${verb}: ${reason}`;
  });
  return ['', 'failed:', ...lines].join('\n');
}

/** The plan as `--dry-run --json` prints it. */
export function planAsJson({ operations }: Plan): { readonly operations: readonly object[] } {
  return { operations: operations.map(({ id, verb, component, cause, after }) => ({ id, verb, component, cause, after })) };
}

/** What nobody's outcome says, at the end of a request. */
export function renderDiagnostics({ diagnostics }: Pick<RunReport, 'diagnostics'>): string {
  return diagnostics.map(formatDiagnostic).join('\n');
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
