import type { ComponentState } from '@dust-workspace/lifecycle';

/** How much a state asks of the reader. */
export type Tone = 'well' | 'busy' | 'warning' | 'bad' | 'quiet';

export interface Look {
  readonly tone: Tone;
  /** SVG paths in a box of 16 by 16, so that a state is not told by its colour alone: a filled body, and a sign upon it. */
  readonly body: string;
  readonly sign: string;
  /** How high the state stands in the timeline, in tenths, for the same reason. */
  readonly height: number;
}

const disc = 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z';
const octagon = 'M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z';
const diamond = 'M8 .8 15.2 8 8 15.2.8 8z';
const triangle = 'M8 1.2 15.4 14.4H.6z';
const square = 'M2.5 2.5h11v11h-11z';

const check = 'M4.7 8.3 7 10.6l4.4-5';
const play = 'M6.6 5.3v5.4L11 8z';
const arc = 'M8 4.2A3.8 3.8 0 1 1 4.2 8';
const mark = 'M8 4.4v4.2M8 11.3v.01';
const lowMark = 'M8 6v4M8 12.2v.01';
const cross = 'M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2';
const question = 'M6 6.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M8 11.8v.01';
const slash = 'M4.4 11.6l7.2-7.2';
const none = '';

/** The states in the order in which they are shown: what asks for attention first. */
export const looks: Readonly<Record<ComponentState, Look>> = {
  failed: { tone: 'bad', body: octagon, sign: cross, height: 10 },
  unhealthy: { tone: 'bad', body: diamond, sign: mark, height: 10 },
  unknown: { tone: 'bad', body: disc, sign: question, height: 8 },
  degraded: { tone: 'warning', body: triangle, sign: lowMark, height: 8 },
  starting: { tone: 'busy', body: disc, sign: arc, height: 4 },
  healthy: { tone: 'well', body: disc, sign: check, height: 6 },
  running: { tone: 'well', body: disc, sign: play, height: 6 },
  stopped: { tone: 'quiet', body: square, sign: none, height: 2 },
  unavailable: { tone: 'quiet', body: disc, sign: slash, height: 2 },
};

export const statesInOrder = Object.keys(looks) as readonly ComponentState[];
