import { noProgress, paintFor, progressAfter, renderEvent, renderProgress, terminalWidth } from '@dust-workspace/lifecycle';
import type { Face } from './face.js';
import { footOf } from './foot.js';
import type { ProgressView } from './progressView.js';

/** Milliseconds between two drawings. */
const interval = 125;

/** Whether a terminal can be drawn upon. */
export function isLive({ stdout, processEnv }: Pick<Face, 'stdout' | 'processEnv'>): boolean {
  return terminalWidth(stdout) !== undefined && processEnv['TERM'] !== 'dumb';
}

/** What runs and what waits, drawn anew at the foot of the terminal; what has ended and what is said goes up above it. */
export function liveView(face: Pick<Face, 'stdout' | 'stderr' | 'processEnv'>): ProgressView {
  const { stdout, stderr, processEnv } = face;
  const foot = footOf(stdout, stderr);
  const paint = paintFor(stdout, processEnv);
  const since = performance.now();
  let progress = noProgress;
  let timer: NodeJS.Timeout | undefined;
  const draw = (): void => {
    const lines = renderProgress(progress, {
      now: performance.now(),
      since,
      width: stdout.columns,
      // What was said last stays in sight.
      height: Math.max(1, stdout.rows - 3),
      paint,
    });
    foot.draw(lines);
  };
  const rest = (): void => {
    clearInterval(timer);
    timer = undefined;
    foot.clear();
  };
  return {
    show: (event) => {
      const before = progress;
      progress = progressAfter(before, event, performance.now());
      const line = event.kind === 'progress' && progress !== before ? undefined : renderEvent(event);
      if (line !== undefined) foot.say(line);
      timer ??= setInterval(draw, interval).unref();
    },
    asking: async (body) => {
      rest();
      return body();
    },
    end: () => {
      rest();
      foot.dispose();
    },
  };
}
