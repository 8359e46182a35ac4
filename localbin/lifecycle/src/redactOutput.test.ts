import { describe, expect, it } from 'vitest';
import type { EngineEvent, Outcome } from './events.js';
import type { Operation } from './plan.js';
import { redactEvent, redactReport, redactStatus } from './redactOutput.js';

const redact = (text: string): string => text.replaceAll('hunter2', '****');

/** As the operation `db:start`, with a word behind its cause. */
function operation(word: string): Operation {
  return { id: 'db:start', verb: 'start', component: 'db', cause: `asked for ${word}`, after: [], requires: [], milestones: [] };
}

function outcome(word: string): Outcome {
  const diagnostics = [{ severity: 'error', code: 'exited', message: `said ${word}`, remedy: `not ${word}` }] as const;
  return { id: 'db:start', verb: 'start', component: 'db', kind: 'failed', detail: `said ${word}`, diagnostics, milliseconds: 1 };
}

/** One of every kind. */
function events(word: string): EngineEvent[] {
  return [
    { kind: 'planned', plan: { operations: [operation(word)] } },
    { kind: 'started', operation: operation(word) },
    { kind: 'progress', operation: operation(word), message: `waiting for ${word}` },
    { kind: 'output', operation: operation(word), line: `with ${word}` },
    { kind: 'finished', operation: operation(word), outcome: outcome(word) },
    { kind: 'settled', outcome: outcome(word) },
    { kind: 'notice', message: `about ${word}` },
  ];
}

describe('what leaves the engine is without secrets:', () => {
  it('every event', () => {
    expect(events('hunter2').map((event) => redactEvent(event, redact))).toEqual(events('****'));
  });

  it('the report of a run', () => {
    const report = (word: string) => ({
      outcomes: [outcome(word)],
      plan: { operations: [operation(word)] },
      diagnostics: outcome(word).diagnostics,
      ok: false,
    });
    expect(redactReport(report('hunter2'), redact)).toEqual(report('****'));
  });

  it('the status', () => {
    const status = (word: string) => ({
      environment: 'local',
      observedAt: new Date(0),
      runtime: 'process' as const,
      runtimeBecause: `of ${word}`,
      components: [
        {
          name: 'db',
          kind: 'platform' as const,
          runtime: 'process' as const,
          state: 'failed' as const,
          prepared: true,
          initialised: false,
          ports: { DB_PORT: 5432 },
          hasData: false,
          lastBackup: null,
          lastVerified: null,
          detail: `said ${word}`,
        },
      ],
      diagnostics: outcome(word).diagnostics,
      probes: {},
      addresses: {},
      since: {},
    });
    expect(redactStatus(status('hunter2'), redact)).toEqual(status('****'));
  });
});
