import type { ComponentState } from '@dust-workspace/lifecycle';

/** How much a state asks of the reader. */
export type Tone = 'well' | 'busy' | 'warning' | 'bad' | 'quiet';

export interface Look {
  readonly tone: Tone;
  /** An SVG path in a box of 12 by 12, so that a state is not told by its colour alone. */
  readonly icon: string;
  /** How high the state stands in the timeline, for the same reason. */
  readonly height: number;
}

const check = 'M2.5 6.5 5 9l4.5-6';
const ring = 'M6 2.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7';
const dots = 'M2.2 6h.1M6 6h.1M9.7 6h.1';
const triangle = 'M6 2.2 10.4 9.8H1.6zM6 5.4v1.6M6 8.4v.1';
const cross = 'M3 3l6 6M9 3l-6 6';
const mark = 'M6 2.4v4.2M6 9.5v.1';
const square = 'M3.2 3.2h5.6v5.6H3.2z';
const dash = 'M2.8 6h6.4';
const question = 'M4 4.4a2 2 0 1 1 2.6 2c-.4.2-.6.5-.6 1M6 9.4v.1';

export const looks: Readonly<Record<ComponentState, Look>> = {
  healthy: { tone: 'well', icon: check, height: 8 },
  running: { tone: 'well', icon: ring, height: 8 },
  starting: { tone: 'busy', icon: dots, height: 5 },
  degraded: { tone: 'warning', icon: triangle, height: 11 },
  unhealthy: { tone: 'bad', icon: mark, height: 14 },
  failed: { tone: 'bad', icon: cross, height: 14 },
  unknown: { tone: 'bad', icon: question, height: 11 },
  stopped: { tone: 'quiet', icon: square, height: 3 },
  unavailable: { tone: 'quiet', icon: dash, height: 3 },
};
