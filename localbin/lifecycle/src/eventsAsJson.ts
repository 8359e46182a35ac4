import { unreachable, type Diagnostic } from '@dust-workspace/component';
import type { EngineEvent, Outcome } from './events.js';
import type { Operation } from './plan.js';
import type { RunReport } from './request.js';
import { planAsJson } from './render.js';

/** An event as `--json` prints it, on one line. What it holds is described in doc/events.md, and is promised there. */
export function eventAsLine(event: EngineEvent, at: Date): string {
  return JSON.stringify({ kind: event.kind, at: at.toISOString(), ...contentOf(event) });
}

/** The last line of `--json`: how it all ended. */
export function endAsLine(
  { ok, outcomes, diagnostics }: Pick<RunReport, 'ok' | 'outcomes' | 'diagnostics'>,
  exitCode: number,
  at: Date,
): string {
  const told = { ok, exitCode, outcomes: outcomes.map(outcomeAsJson), diagnostics: diagnostics.map(diagnosticAsJson) };
  return JSON.stringify({ kind: 'ended', at: at.toISOString(), ...told });
}

function contentOf(event: EngineEvent): object {
  switch (event.kind) {
    case 'planned':
      return { ...planAsJson(event.plan), ...(event.lastTook === undefined ? {} : { lastTook: event.lastTook }) };
    case 'started':
      return { operation: operationAsJson(event.operation) };
    case 'progress':
      return { operation: operationAsJson(event.operation), message: event.message };
    case 'transfer':
      return { operation: operationAsJson(event.operation), transfer: event.transfer };
    case 'output':
      return { operation: operationAsJson(event.operation), line: event.line };
    case 'finished':
      return { operation: operationAsJson(event.operation), outcome: outcomeAsJson(event.outcome) };
    case 'settled':
      return { outcome: outcomeAsJson(event.outcome) };
    case 'notice':
      return { message: event.message };
    default:
      return unreachable(event);
  }
}

function operationAsJson({ id, verb, component, cause }: Operation): object {
  return { id, verb, component, cause };
}

function outcomeAsJson({ id, verb, component, kind, detail, milliseconds, set, diagnostics }: Outcome): object {
  const told = { id, verb, component, kind, detail, milliseconds: Math.round(milliseconds), ...(set === undefined ? {} : { set }) };
  return { ...told, diagnostics: diagnostics.map(diagnosticAsJson) };
}

function diagnosticAsJson({ severity, code, message, remedy, file, range }: Diagnostic): object {
  return {
    severity,
    code,
    message,
    ...(remedy === undefined ? {} : { remedy }),
    ...(file === undefined ? {} : { file }),
    ...(range === undefined ? {} : { range }),
  };
}
