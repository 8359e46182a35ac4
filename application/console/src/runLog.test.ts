import type { EngineEvent } from '@dust-workspace/lifecycle';
import { describe, expect, it } from 'vitest';
import { createRunLog } from './runLog.js';

const operation = { id: 'a:backup', verb: 'backup', component: 'a', cause: 'asked for', after: [], requires: [], milestones: [] } as const;
const started: EngineEvent = { kind: 'started', operation };
const output = (line: string): EngineEvent => ({ kind: 'output', operation, line });
const transfer = (bytes: number): EngineEvent => ({ kind: 'transfer', operation, transfer: { bytes, milliseconds: 0, ended: false } });

describe('what a run has said', () => {
  it('is numbered; how far data are counts only until it is told again', () => {
    const log = createRunLog(10);
    for (const event of [started, transfer(1), transfer(2), output('x'), transfer(3)]) log.add(event);
    expect(log.events()).toEqual([
      { number: 0, event: started },
      { number: 2, event: transfer(2) },
      { number: 3, event: output('x') },
      { number: 4, event: transfer(3) },
    ]);
  });

  it('is bounded: of very much, the oldest lines of output go first', () => {
    const log = createRunLog(8);
    log.add(started);
    for (let line = 1; line <= 100; line++) log.add(output(String(line)));
    const events = log.events();
    expect(events.length).toBeLessThanOrEqual(8);
    expect(events[0]).toEqual({ number: 0, event: started });
    expect(events.at(-1)).toEqual({ number: 100, event: output('100') });
  });

  it('is bounded also where nothing of it is passing, and where a line has no end', () => {
    const log = createRunLog(8);
    for (let count = 0; count < 100; count++) log.add(started);
    expect(log.events().length).toBeLessThanOrEqual(8);
    expect(log.add(output('x'.repeat(1_000_000))).event).toEqual(output(`${'x'.repeat(4_000)} …`));
  });
});
