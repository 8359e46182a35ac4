import type { ComponentState } from '@dust-workspace/lifecycle';
import type { HistoryPoint } from '../api.js';
import { describeLane, median } from './describe.js';
import { element, setAttributes, setText, svg, type Part } from './dom.js';
import { formatLatency } from './format.js';
import { looks } from './looks.js';
import { areaPath, ceiling, curvesOf, linePath, pointAt, runsOf, scale, type Run } from './plot.js';

export interface Lane {
  readonly name: string;
  readonly points: readonly HistoryPoint[];
  readonly from: number;
  readonly to: number;
  /** Milliseconds, as `from` and `to`. */
  readonly sampleEvery: number;
  /** Pixels. */
  readonly width: number;
  readonly ticks: readonly number[];
  /** The moment that the reader points at. */
  readonly cursor: number | undefined;
}

const height = 76;
const [top, floor] = [6, 54];

/** One component's hour: the probe's latency as a curve, and below it a strip of its states. */
export function createLane(): Part<Lane> {
  const name = element('div', { class: 'lane-name' });
  const [value, note] = [element('span', { class: 'lane-value' }), element('span', { class: 'muted small' })];
  const grid = svg('g', { class: 'grid' });
  const area = svg('path', { class: 'area' });
  const curve = svg('path', { class: 'curve' });
  const most = svg('text', { class: 'axis', x: 4, y: top + 9 });
  const strip = svg('g');
  const cursor = svg('line', { class: 'cursor', y1: 0, y2: height });
  const plot = svg('svg', { class: 'lane-plot', role: 'img', height }, grid, area, curve, most, strip, cursor);

  return {
    node: element('div', { class: 'lane' }, name, plot, element('div', { class: 'lane-reading' }, value, note)),
    update(lane) {
      const { points, from, to, sampleEvery, width } = lane;
      const runs = runsOf(points, sampleEvery, from, to);
      const curves = curvesOf(points, sampleEvery);
      const latencies = curves.flat().map(({ latency }) => latency);
      const highest = latencies.length === 0 ? undefined : ceiling(Math.max(...latencies));
      const [x, y] = [scale(from, to, 0, width), scale(0, highest ?? 1, floor, top)];

      setText(name, lane.name);
      setAttributes(plot, { viewBox: `0 0 ${width} ${height}`, 'aria-label': describeLane(lane.name, runs, curves) });
      grid.replaceChildren(
        ...lane.ticks.map((tick) => svg('line', { x1: x(tick), x2: x(tick), y1: 0, y2: height })),
        ...(highest === undefined ? [] : [svg('line', { x1: 0, x2: width, y1: top, y2: top })]),
        svg('line', { class: 'floor', x1: 0, x2: width, y1: floor, y2: floor }),
      );
      setAttributes(area, { d: curves.map((readings) => areaPath(readings, x, y, floor)).join('') });
      setAttributes(curve, { d: curves.map((readings) => linePath(readings, x, y)).join('') });
      setText(most, highest === undefined ? '' : formatLatency(highest).replace('.0', ''));
      strip.replaceChildren(...runs.map((run) => block(run, x(run.from), x(run.to))));
      setAttributes(cursor, {
        x1: x(lane.cursor ?? 0),
        x2: x(lane.cursor ?? 0),
        visibility: lane.cursor === undefined ? 'hidden' : 'visible',
      });
      const reading = lane.cursor === undefined ? typical(latencies) : readingAt(lane, lane.cursor);
      setText(value, reading.value);
      setText(note, reading.note);
    },
  };
}

function block({ state, from, to }: Run, start: number, end: number): SVGRectElement {
  const tall = looks[state].height;
  const gap = to - from > 0 && end - start > 3 ? 1 : 0;
  return svg('rect', {
    class: `state-${state}`,
    x: start,
    y: height - 2 - tall,
    width: Math.max(1, end - start - gap),
    height: tall,
    rx: Math.min(2, tall / 2),
  });
}

interface Reading {
  readonly value: string;
  readonly note: string;
}

function typical(latencies: readonly number[]): Reading {
  const middle = median(latencies);
  return middle === undefined ? { value: '', note: '' } : { value: formatLatency(middle), note: 'median' };
}

function readingAt({ points, sampleEvery }: Lane, moment: number): Reading {
  const point = pointAt(points, moment, sampleEvery);
  if (point === undefined) return { value: '', note: 'no record' };
  const [, state, latency]: readonly [number, ComponentState, number | null] = point;
  return { value: latency === null ? '' : formatLatency(latency), note: state };
}
