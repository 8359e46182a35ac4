import { expect, it } from 'vitest';
import type { EngineEvent, Outcome } from './events.js';
import { endAsLine, eventAsLine } from './eventsAsJson.js';
import type { Operation } from './plan.js';

const at = new Date('2026-11-22T10:00:00Z');
const operation: Operation = {
  id: 'db:backup',
  verb: 'backup',
  component: 'db',
  cause: 'requested',
  after: ['db:prep'],
  requires: ['db:prep'],
  milestones: [],
};
const shown = { id: 'db:backup', verb: 'backup', component: 'db', cause: 'requested' };
const diagnostic = { severity: 'error', code: 'x', message: 'm', remedy: 'r' } as const;
const outcome: Outcome = {
  ...{ id: 'db:backup', verb: 'backup', component: 'db' },
  kind: 'done',
  detail: 'd',
  milliseconds: 12.6,
  set: 'S',
  diagnostics: [diagnostic],
};
const outcomeShown = {
  ...{ id: 'db:backup', verb: 'backup', component: 'db' },
  kind: 'done',
  detail: 'd',
  milliseconds: 13,
  set: 'S',
  diagnostics: [diagnostic],
};
const transfer = { bytes: 1, milliseconds: 2, ended: false };

it.each<[EngineEvent, object]>([
  [
    { kind: 'planned', plan: { operations: [operation] }, lastTook: { 'db:backup': 5 } },
    { operations: [{ ...shown, after: ['db:prep'] }], lastTook: { 'db:backup': 5 } },
  ],
  [{ kind: 'started', operation }, { operation: shown }],
  [
    { kind: 'progress', operation, message: 'two\nlines' },
    { operation: shown, message: 'two\nlines' },
  ],
  [
    { kind: 'transfer', operation, transfer },
    { operation: shown, transfer },
  ],
  [
    { kind: 'output', operation, line: 'l' },
    { operation: shown, line: 'l' },
  ],
  [
    { kind: 'finished', operation, outcome },
    { operation: shown, outcome: outcomeShown },
  ],
  [{ kind: 'settled', outcome }, { outcome: outcomeShown }],
  [{ kind: 'notice', message: 'n' }, { message: 'n' }],
])('an event is one line of JSON: %j', (event, content) => {
  const line = eventAsLine(event, at);
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toEqual({ kind: event.kind, at: '2026-11-22T10:00:00.000Z', ...content });
});

it('the last line says how it ended', () => {
  expect(JSON.parse(endAsLine({ ok: false, outcomes: [outcome], diagnostics: [diagnostic] }, 3, at))).toEqual({
    kind: 'ended',
    at: '2026-11-22T10:00:00.000Z',
    ok: false,
    exitCode: 3,
    outcomes: [outcomeShown],
    diagnostics: [diagnostic],
  });
});
