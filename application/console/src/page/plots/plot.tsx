import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { formatClock } from '../format.js';
import type { Measure } from './series.js';

interface PlotProps {
  readonly measure: Measure;
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly cursor: number | null;
  readonly onCursor: (moment: number | null) => void;
  readonly format: (value: number) => string;
  readonly ceiling: (value: number) => number;
  /** Shows the times below. */
  readonly timed: boolean;
}

/** Left of every plot, so that they stand below each other. */
export const axisWidth = 58;
const [height, axisHeight] = [64, 22];
const day = 86_400_000;

/** One line over time, drawn by uPlot. */
export function Plot(props: PlotProps) {
  const { times, values, from, to, cursor, timed } = props;
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const parent = holder.current;
    if (parent === null) return undefined;
    const made = new uPlot(optionsFor(latest, parent), [[], []], parent);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: parent.clientWidth, height: parent.clientHeight }));
    observer.observe(parent);
    const redraw = (): void => made.redraw(false, true);
    document.addEventListener('themechange', redraw);
    return () => {
      observer.disconnect();
      document.removeEventListener('themechange', redraw);
      made.destroy();
      plot.current = undefined;
    };
  }, []);
  useEffect(() => {
    plot.current?.setData([[...times], [...values]], false);
    plot.current?.setScale('x', { min: from / 1_000, max: to / 1_000 });
  }, [times, values, from, to]);
  useEffect(() => {
    const made = plot.current;
    if (made === undefined) return;
    const left = cursor === null ? -10 : made.valToPos(cursor / 1_000, 'x');
    made.setCursor({ left, top: left < 0 ? -10 : made.over.clientHeight / 2 }, false);
  }, [cursor, times, from, to]);

  return <div class={timed ? 'plot timed' : 'plot'} ref={holder} style={{ height: `${height + (timed ? axisHeight : 0)}px` }} />;
}

function optionsFor(latest: { readonly current: PlotProps }, parent: HTMLElement): uPlot.Options {
  const { measure, timed } = latest.current;
  // The custom property itself holds whatever stands in the stylesheet; as the colour of an element it is one that a canvas knows.
  const colour = (name: string): string => {
    parent.style.color = `var(${name})`;
    return getComputedStyle(parent).color;
  };
  const font = `11px ${getComputedStyle(parent).fontFamily}`;
  const grid = { stroke: () => colour('--plot-grid'), width: 1 };
  const axis = { stroke: () => colour('--muted'), font, grid, ticks: { show: false } };
  return {
    width: parent.clientWidth,
    height: parent.clientHeight,
    padding: [6, 18, timed ? 0 : 6, 0],
    legend: { show: false },
    cursor: {
      drag: { x: false, y: false },
      y: false,
      points: { size: 7, width: 1.5, fill: () => colour('--surface'), stroke: () => colour(`--plot-${measure}`) },
    },
    scales: { x: { time: true }, y: { range: (_plot, _least, most) => [0, latest.current.ceiling(most > 0 ? most : 0)] } },
    axes: [
      {
        ...axis,
        size: timed ? axisHeight : 0,
        gap: 4,
        space: 70,
        values: (_plot, splits) => splits.map((split) => (timed ? formatTick(split * 1_000, latest.current.to - latest.current.from) : '')),
      },
      {
        ...axis,
        size: axisWidth,
        gap: 6,
        splits: (_plot, _index, _least, most) => [0, most],
        values: (_plot, splits) => splits.map((split) => (split === 0 ? '0' : latest.current.format(split).replace(/\.0\b/, ''))),
      },
    ],
    series: [
      {},
      {
        stroke: () => colour(`--plot-${measure}`),
        fill: () => colour(`--plot-${measure}-area`),
        width: 1.5,
        spanGaps: false,
        points: { show: (_plot, _series, from, to) => to - from < 3, size: 4, fill: () => colour(`--plot-${measure}`) },
      },
    ],
    hooks: {
      setCursor: [({ cursor: { left = -1 }, posToVal }) => latest.current.onCursor(left < 0 ? null : posToVal(left, 'x') * 1_000)],
    },
  };
}

function formatTick(moment: number, span: number): string {
  const date = new Date(moment);
  const midnight = date.getHours() === 0 && date.getMinutes() === 0;
  if (span > day || midnight) {
    const name = `${['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][date.getDay()] ?? ''} ${date.getDate()}`;
    return midnight || span <= day ? name : formatClock(moment, false);
  }
  return formatClock(moment, span < 5 * 60_000);
}
