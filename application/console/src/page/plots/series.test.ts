import { describe, expect, it } from 'vitest';
import type { HistoryPoint } from '../../api.js';
import { describeSeries, describeSpells } from './describe.js';
import { byteCeiling, ceiling } from './scale.js';
import { pointAt, seriesOf, spacingOf, spellsOf } from './series.js';

const point = (at: number, state: HistoryPoint[1], latency: number | null = null): HistoryPoint => [at, state, latency, null, null];

describe('the stretches of a history', () => {
  it('join equal states and end where the next begins', () => {
    const points = [point(0, 'starting'), point(10, 'healthy'), point(20, 'healthy'), point(30, 'stopped')];
    expect(spellsOf(points, 10, 0, 40)).toEqual([
      { state: 'starting', from: 0, to: 10 },
      { state: 'healthy', from: 10, to: 30 },
      { state: 'stopped', from: 30, to: 40 },
    ]);
  });

  it('bridge one missing sample and leave a gap where more are missing', () => {
    const points = [point(0, 'healthy'), point(20, 'healthy'), point(60, 'healthy')];
    expect(spellsOf(points, 10, 0, 100)).toEqual([
      { state: 'healthy', from: 0, to: 30 },
      { state: 'healthy', from: 60, to: 70 },
    ]);
  });

  it('stay inside the plot', () => {
    const points = [point(-20, 'healthy'), point(-5, 'healthy'), point(5, 'failed')];
    expect(spellsOf(points, 10, 0, 12)).toEqual([
      { state: 'healthy', from: 0, to: 5 },
      { state: 'failed', from: 5, to: 12 },
    ]);
  });
});

describe('the lines of a history', () => {
  it('are broken where samples are missing, and where nothing was measured', () => {
    const points: HistoryPoint[] = [
      [0, 'healthy', 1, 0.5, 100],
      [10_000, 'failed', null, null, null],
      [20_000, 'healthy', 2, 0.25, 200],
      [90_000, 'healthy', 3, 0.25, 300],
    ];
    expect(seriesOf(points, 10_000)).toEqual({
      times: [0, 10, 20, 55, 90],
      latency: [1, null, 2, null, 3],
      cpu: [0.5, null, 0.25, null, 0.25],
      memory: [100, null, 200, null, 300],
    });
  });

  it('are as far apart as samples, or as what they were thinned to', () => {
    expect(spacingOf({ sampleEvery: 10, bucket: null })).toBe(10);
    expect(spacingOf({ sampleEvery: 10, bucket: 60 })).toBe(60);
  });

  it('are told in words', () => {
    const spells = spellsOf([point(0, 'healthy'), point(120_000, 'stopped')], 120_000, 0, 180_000);
    expect(describeSpells(spells)).toBe('healthy for 2 min, stopped for 1 min');
    expect(describeSpells([])).toBe('no record');
    expect(describeSeries([1, null, 9, 2], (value) => `${value} ms`)).toBe('2 ms in the median, 9 ms at most');
    expect(describeSeries([null], String)).toBe('no record');
  });
});

it('a moment is answered by the sample before it, unless that is too old', () => {
  const points = [point(0, 'healthy'), point(10, 'failed')];
  expect([-1, 0, 9, 10, 34, 36].map((moment) => pointAt(points, moment, 10)?.[1])).toEqual([
    undefined,
    'healthy',
    'healthy',
    'failed',
    'failed',
    undefined,
  ]);
});

it('axes end at a round number', () => {
  expect([0, 0.4, 1, 1.2, 3.1, 18, 21, 400, 7_100].map(ceiling)).toEqual([1, 0.5, 1, 1.5, 5, 20, 30, 500, 10_000]);
  expect([0, 900, 5 * 1_048_576, 90 * 1_048_576].map(byteCeiling)).toEqual([1, 1_024, 6 * 1_048_576, 96 * 1_048_576]);
});
