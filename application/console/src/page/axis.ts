import { element, setAttributes, setText, svg, type Part } from './dom.js';
import { formatClock } from './format.js';
import { scale } from './plot.js';

export interface Axis {
  readonly from: number;
  readonly to: number;
  /** Pixels. */
  readonly width: number;
  readonly ticks: readonly number[];
  readonly cursor: number | undefined;
}

const height = 22;

/** The times of day below the lanes, and the moment of the cursor. */
export function createAxis(): Part<Axis> & { readonly plot: SVGSVGElement } {
  const labels = svg('g');
  const moment = element('div', { class: 'lane-reading muted small' });
  const plot = svg('svg', { class: 'lane-plot', height, 'aria-hidden': 'true' }, labels);
  return {
    node: element('div', { class: 'lane lane-axis' }, element('div', { class: 'lane-name' }), plot, moment),
    plot,
    update({ from, to, width, ticks, cursor }) {
      const x = scale(from, to, 0, width);
      setAttributes(plot, { viewBox: `0 0 ${width} ${height}` });
      labels.replaceChildren(
        ...ticks.map((tick) => {
          const label = svg('text', { class: 'axis', x: x(tick), y: 15, 'text-anchor': anchorAt(x(tick), width) });
          label.textContent = formatClock(tick, false);
          return label;
        }),
      );
      setText(moment, cursor === undefined ? '' : formatClock(cursor, true));
    },
  };
}

/** Labels at the edges stay inside. */
function anchorAt(x: number, width: number): string {
  if (x < 18) return 'start';
  return x > width - 18 ? 'end' : 'middle';
}
