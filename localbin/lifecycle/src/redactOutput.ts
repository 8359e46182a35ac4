import { unreachable, type Diagnostic } from '@dust-workspace/component';
import type { EngineEvent, Outcome } from './events.js';
import type { Operation, Plan } from './plan.js';
import type { RunReport } from './request.js';
import type { StatusReport } from './status.js';

/** What hides secrets in a text. */
export type Redact = (text: string) => string;

/*
 * Everything that the engine hands to a face comes through here. What programs and people have written is redacted; names, states, times and places
 * are the workspace's own.
 */

export function redactDiagnostic(diagnostic: Diagnostic, redact: Redact): Diagnostic {
  const { message, remedy } = diagnostic;
  return { ...diagnostic, message: redact(message), ...(remedy === undefined ? {} : { remedy: redact(remedy) }) };
}

export function redactEvent(event: EngineEvent, redact: Redact): EngineEvent {
  switch (event.kind) {
    case 'planned':
      return { ...event, plan: redactPlan(event.plan, redact) };
    case 'started':
      return { ...event, operation: redactOperation(event.operation, redact) };
    case 'progress':
      return { ...event, operation: redactOperation(event.operation, redact), message: redact(event.message) };
    case 'transfer':
      return { ...event, operation: redactOperation(event.operation, redact) };
    case 'output':
      return { ...event, operation: redactOperation(event.operation, redact), line: redact(event.line) };
    case 'finished':
      return { ...event, operation: redactOperation(event.operation, redact), outcome: redactOutcome(event.outcome, redact) };
    case 'settled':
      return { ...event, outcome: redactOutcome(event.outcome, redact) };
    case 'notice':
      return { ...event, message: redact(event.message) };
    default:
      return unreachable(event);
  }
}

export function redactReport({ outcomes, plan, diagnostics, ok }: RunReport, redact: Redact): RunReport {
  return {
    outcomes: outcomes.map((outcome) => redactOutcome(outcome, redact)),
    plan: redactPlan(plan, redact),
    diagnostics: diagnostics.map((diagnostic) => redactDiagnostic(diagnostic, redact)),
    ok,
  };
}

export function redactStatus(report: StatusReport, redact: Redact): StatusReport {
  return {
    ...report,
    runtimeBecause: report.runtimeBecause === null ? null : redact(report.runtimeBecause),
    components: report.components.map((component) => ({ ...component, detail: redact(component.detail) })),
    diagnostics: report.diagnostics.map((diagnostic) => redactDiagnostic(diagnostic, redact)),
  };
}

function redactOutcome(outcome: Outcome, redact: Redact): Outcome {
  const diagnostics = outcome.diagnostics.map((diagnostic) => redactDiagnostic(diagnostic, redact));
  return { ...outcome, detail: redact(outcome.detail), diagnostics };
}

function redactPlan({ operations }: Plan, redact: Redact): Plan {
  return { operations: operations.map((operation) => redactOperation(operation, redact)) };
}

function redactOperation(operation: Operation, redact: Redact): Operation {
  return { ...operation, cause: redact(operation.cause) };
}
