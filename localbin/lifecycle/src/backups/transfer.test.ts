import { expect, test } from 'vitest';
import type { EngineEvent } from '../events.js';
import { transferReport } from './transfer.js';

const operation = {
  id: 'db:backup',
  verb: 'backup',
  component: 'db',
  cause: 'requested',
  after: [],
  requires: [],
  milestones: [],
} as const;

test('how far data are is told from time to time and at the end, and a guess that was too low is dropped', () => {
  const told: EngineEvent[] = [];
  let now = 1_000;
  const report = transferReport(
    operation,
    (event) => told.push(event),
    () => now,
  );
  report.onProgress({ contentBytes: 1, expected: 50 });
  report.onProgress({ contentBytes: 2, expected: 50 });
  now = 1_300;
  report.onProgress({ contentBytes: 60, expected: 50 });
  report.onProgress({ contentBytes: 70, expected: 50 });
  now = 2_000;
  report.end();
  report.end();
  expect(told).toEqual(
    [
      { bytes: 1, expected: 50, milliseconds: 0, ended: false },
      { bytes: 60, milliseconds: 300, ended: false },
      { bytes: 70, expected: 70, milliseconds: 1_000, ended: true },
    ].map((transfer) => ({ kind: 'transfer', operation, transfer })),
  );
});

test('nothing is told of what never moved', () => {
  const told: EngineEvent[] = [];
  transferReport(operation, (event) => told.push(event)).end();
  expect(told).toEqual([]);
});
