import type { EngineEvent, Operation, Outcome } from '@dust-workspace/lifecycle';
import type { RunAnswer, RunMessage } from '../../api.js';
import { ago, second } from './moment.js';

/** What a page hears of a run that fails: of the start of a component that lacks a setting. */
export function scenarioFailedRun(): RunMessage[] {
  const run: RunAnswer = {
    id: 'failed',
    verb: 'start',
    component: 'dust-connectors',
    command: 'dsw start dust-connectors',
    startedAt: ago(20 * second),
    endedAt: null,
    state: 'running',
    outcomes: [],
    diagnostics: [],
  };
  const operation = (id: string, verb: Operation['verb'], after: readonly string[]): Operation => ({
    id,
    verb,
    component: 'dust-connectors',
    cause: 'failed',
    after,
    requires: after,
    milestones: [],
  });
  const [prep, start] = [operation('1', 'prep', []), operation('2', 'start', ['1'])];
  const outcome = { component: 'dust-connectors', diagnostics: [], id: 'dust-connectors:start' };
  const prepared: Outcome = { ...outcome, verb: 'prep', kind: 'done', detail: 'prepared', milliseconds: 1_240 };
  const failed: Outcome = {
    ...outcome,
    verb: 'start',
    kind: 'failed',
    detail: 'ended with 1 before it was ready',
    milliseconds: 8_300,
    diagnostics: [
      {
        severity: 'error',
        code: 'missing-value',
        message: 'SLACK_CLIENT_ID has no value',
        remedy: 'Give it one: dsw env-config-edit dust-connectors',
        file: 'env/local/dust-connectors.env',
        range: { start: { line: 14, column: 1 }, end: { line: 14, column: 1 } },
      },
    ],
  };
  const events: readonly EngineEvent[] = [
    { kind: 'planned', plan: { operations: [prep, start] } },
    { kind: 'started', operation: prep },
    { kind: 'finished', operation: prep, outcome: prepared },
    { kind: 'started', operation: start },
    { kind: 'finished', operation: start, outcome: failed },
  ];
  return [
    { kind: 'began', run },
    ...events.map((event, number): RunMessage => ({ kind: 'event', run: run.id, number, event })),
    { kind: 'ended', run: { ...run, state: 'failed', endedAt: ago(10 * second), outcomes: [prepared, failed] } },
  ];
}
