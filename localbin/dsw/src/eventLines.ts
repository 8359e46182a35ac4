import { eventAsLine } from '@dust-workspace/lifecycle';
import { print, type Face } from './face.js';
import type { ProgressView } from './progressView.js';

/** Each event as JSON on a line of its own, for programs. */
export function eventLines({ stdout }: Pick<Face, 'stdout'>): ProgressView {
  return {
    show: (event) => print(stdout, eventAsLine(event, new Date())),
    asking: (body) => body(),
    end: () => undefined,
  };
}
