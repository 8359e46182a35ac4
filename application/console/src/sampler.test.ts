import { fail, ok, problem, type Result } from '@dust-workspace/component';
import type { StatusReport } from '@dust-workspace/lifecycle';
import { describe, expect, it } from 'vitest';
import type { Sample } from './sample.js';
import { startSampling, untilNextBeat } from './sampler.js';
import { observedOf, reportOf, row } from './testing/report.js';
import { until } from './testing/until.js';
import { createWatch } from './watch.js';

function sampling(observe: () => Result<StatusReport>) {
  const recorded: Sample[][] = [];
  const lines: string[] = [];
  const now = () => new Date();
  const observed = () => Promise.resolve(observedOf(observe()));
  const watch = createWatch({ observe: observed, now, deadline: 1_000 });
  const usage = { sample: () => Promise.resolve({ redis: { cpuShare: 0.5, memoryBytes: 1_024, processes: 1 } }) };
  const record = (samples: readonly Sample[]) => void recorded.push([...samples]);
  return { recorded, lines, sampler: startSampling({ watch, usage, record, every: 5, now, log: (line) => void lines.push(line) }) };
}

describe('sampling', () => {
  it('records at once and then again and again, until it is stopped', async () => {
    let asked = 0;
    const { recorded, sampler } = sampling(() => ok(reportOf([row('redis', ++asked === 1 ? 'starting' : 'healthy')])));

    await until('three samples were recorded', () => recorded.length >= 3);
    sampler.stop();

    expect(
      recorded
        .slice(0, 3)
        .map((samples) => samples.map(({ component, state, cpuShare, memoryBytes }) => [component, state, cpuShare, memoryBytes])),
    ).toEqual([[['redis', 'starting', 0.5, 1_024]], [['redis', 'healthy', 0.5, 1_024]], [['redis', 'healthy', 0.5, 1_024]]]);
  });

  it('leaves a gap while the workspace cannot be observed, and says so once', async () => {
    let asked = 0;
    const { recorded, lines, sampler } = sampling(() => {
      asked += 1;
      return asked >= 2 && asked <= 4 ? fail(problem('broken', 'nothing can be seen')) : ok(reportOf([row('redis', 'healthy')]));
    });

    await until('it was seen again', () => recorded.length >= 3);
    sampler.stop();

    expect(asked - recorded.length).toBe(3);
    expect(lines).toEqual(['error: nothing can be seen', 'the workspace can be observed again']);
  });

  it('keeps its beat however long an observation takes', () => {
    expect([untilNextBeat(0, 1, 10), untilNextBeat(0, 9, 10), untilNextBeat(0, 10, 10), untilNextBeat(3, 27, 10)]).toEqual([9, 1, 10, 6]);
  });
});
