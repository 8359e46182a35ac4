import type { HistoryAnswer } from '../api.js';
import { createAxis } from './axis.js';
import { createList } from './dom.js';
import { createLane, type Lane } from './lane.js';
import { scale, ticksOf } from './plot.js';

const minute = 60_000;

export interface Lanes {
  /** Shows the history of these components, in this order. */
  show(history: HistoryAnswer, names: readonly string[]): void;
}

/** The plot of all components over one time axis, with one cursor for all of them. */
export function createLanes(container: HTMLElement, zone: number): Lanes {
  const lanes = container.appendChild(document.createElement('div'));
  const showLanes = createList<Lane>(lanes, ({ name }) => name, createLane);
  const axis = createAxis();
  container.append(axis.node);
  let shown: { readonly history: HistoryAnswer; readonly names: readonly string[] } | undefined;
  let cursor: number | undefined;

  function draw(): void {
    if (shown === undefined) return;
    const { from, to, sampleEvery, components } = shown.history;
    const width = Math.max(1, Math.round(axis.plot.getBoundingClientRect().width));
    const ticks = ticksOf(from, to, tickStep(to - from, width), zone);
    showLanes(shown.names.map((name) => ({ name, points: components[name] ?? [], from, to, sampleEvery, width, ticks, cursor })));
    axis.update({ from, to, width, ticks, cursor });
  }

  function point(moment: number | undefined): void {
    cursor = moment;
    draw();
  }

  container.addEventListener('pointermove', ({ clientX }) => {
    const box = axis.plot.getBoundingClientRect();
    const inside = clientX >= box.left && clientX <= box.right;
    point(inside && shown !== undefined ? scale(box.left, box.right, shown.history.from, shown.history.to)(clientX) : undefined);
  });
  container.addEventListener('pointerleave', () => {
    point(undefined);
  });
  container.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -minute, ArrowRight: minute }[event.key];
    if (shown === undefined || (step === undefined && event.key !== 'Escape')) return;
    event.preventDefault();
    const { from, to } = shown.history;
    point(step === undefined ? undefined : Math.min(to, Math.max(from, (cursor ?? to) + step)));
  });
  new ResizeObserver(draw).observe(container);

  return {
    show(history, names) {
      shown = { history, names };
      draw();
    },
  };
}

/** Five or ten minutes, or more where that would crowd the axis. */
function tickStep(span: number, width: number): number {
  const most = Math.max(1, Math.floor(width / 90));
  return minute * ([5, 10, 15, 20, 30, 60, 120].find((minutes) => span / (minutes * minute) <= most) ?? 180);
}
