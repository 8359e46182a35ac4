import { describe, expect, it } from 'vitest';
import type { HistoryPoint } from '../api.js';
import { areaPath, ceiling, curvesOf, linePath, pointAt, runsOf, scale, ticksOf } from './plot.js';

const minute = 60_000;

describe('the runs of a history', () => {
  it('join equal states and end where the next begins', () => {
    const points: HistoryPoint[] = [
      [0, 'starting', null],
      [10, 'healthy', 1],
      [20, 'healthy', 1],
      [30, 'stopped', null],
    ];
    expect(runsOf(points, 10, 0, 40)).toEqual([
      { state: 'starting', from: 0, to: 10 },
      { state: 'healthy', from: 10, to: 30 },
      { state: 'stopped', from: 30, to: 40 },
    ]);
  });

  it('bridge one missing sample and leave a gap where more are missing', () => {
    const points: HistoryPoint[] = [
      [0, 'healthy', 1],
      [20, 'healthy', 1],
      [60, 'healthy', 1],
    ];
    expect(runsOf(points, 10, 0, 100)).toEqual([
      { state: 'healthy', from: 0, to: 30 },
      { state: 'healthy', from: 60, to: 70 },
    ]);
  });

  it('stay inside the plot', () => {
    const points: HistoryPoint[] = [
      [-20, 'healthy', 1],
      [-5, 'healthy', 1],
      [5, 'failed', null],
    ];
    expect(runsOf(points, 10, 0, 12)).toEqual([
      { state: 'healthy', from: 0, to: 5 },
      { state: 'failed', from: 5, to: 12 },
    ]);
  });

  it('are none without samples', () => {
    expect(runsOf([], 10, 0, 100)).toEqual([]);
  });
});

describe('the curves of a history', () => {
  it('are cut where nothing was measured and where samples are missing', () => {
    const points: HistoryPoint[] = [
      [0, 'healthy', 1],
      [10, 'healthy', 2],
      [20, 'failed', null],
      [30, 'healthy', 3],
      [90, 'healthy', 4],
    ];
    expect(curvesOf(points, 10)).toEqual([
      [
        { at: 0, latency: 1 },
        { at: 10, latency: 2 },
      ],
      [{ at: 30, latency: 3 }],
      [{ at: 90, latency: 4 }],
    ]);
  });

  it('become SVG paths', () => {
    const [x, y] = [scale(0, 10, 0, 100), scale(0, 4, 40, 0)];
    const curve = [
      { at: 0, latency: 1 },
      { at: 3.333, latency: 4 },
    ];
    expect(linePath(curve, x, y)).toBe('M0 30L33.3 0');
    expect(areaPath(curve, x, y, 40)).toBe('M0 30L33.3 0L33.3 40L0 40Z');
    expect([linePath(curve.slice(0, 1), x, y), areaPath(curve.slice(0, 1), x, y, 40)]).toEqual(['M-1 30h2', '']);
    expect([linePath([], x, y), areaPath([], x, y, 40)]).toEqual(['', '']);
  });
});

describe('the axes', () => {
  it('end at a round number', () => {
    expect([0, 0.4, 1, 1.2, 3.1, 18, 21, 400, 7_100].map(ceiling)).toEqual([1, 1, 1, 1.5, 5, 20, 30, 500, 10_000]);
  });

  it('have their ticks at whole steps of the time where the reader is', () => {
    expect(ticksOf(minute, 31 * minute, 10 * minute, 0)).toEqual([10 * minute, 20 * minute, 30 * minute]);
    expect(ticksOf(0, 31 * minute, 10 * minute, -5 * minute)).toEqual([5 * minute, 15 * minute, 25 * minute]);
  });

  it('map a span of no length to its start', () => {
    expect(scale(5, 5, 10, 20)(5)).toBe(10);
  });
});

it('a moment is answered by the sample before it, unless that is too old', () => {
  const points: HistoryPoint[] = [
    [0, 'healthy', 1],
    [10, 'failed', null],
  ];
  expect([-1, 0, 9, 10, 34, 36].map((moment) => pointAt(points, moment, 10)?.[1])).toEqual([
    undefined,
    'healthy',
    'healthy',
    'failed',
    'failed',
    undefined,
  ]);
});
