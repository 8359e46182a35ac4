import { setTimeout as sleep } from 'node:timers/promises';
import { mergeBatch, type LogLine } from './mergeLines.js';

/** Milliseconds without a new line, after which those that have come are handed on. */
const quiet = 60;
/** Milliseconds for which a line is kept back at most. */
const patience = 600;
/** How many lines are kept back at most. */
const most = 5_000;

/**
 * Many outputs that go on, as one: in the order in which their lines arrive, but for those that arrive together, which come by their times. At the
 * beginning that is all that has been said so far.
 */
export async function* followLines(outputs: readonly AsyncIterable<LogLine>[]): AsyncGenerator<LogLine> {
  const arrived: LogLine[][] = outputs.map(() => []);
  let count = 0;
  let open = outputs.length;
  let failure: unknown;
  let wake = (): void => undefined;
  let room = new Gate();
  let over = false;
  const pumps = outputs.map(async (output, index) => {
    try {
      for await (const line of output) {
        if (over) return;
        arrived[index]?.push(line);
        count += 1;
        wake();
        if (count >= most) await room.opened;
      }
    } catch (error) {
      failure ??= error;
    } finally {
      open -= 1;
      wake();
    }
  });
  try {
    while (open > 0 || count > 0) {
      if (count === 0) await new Promise<void>((resolve) => (wake = resolve));
      const begun = performance.now();
      for (let before = -1; before !== count && count < most && open > 0 && performance.now() - begun < patience;) {
        before = count;
        await sleep(quiet);
      }
      const batch = mergeBatch(arrived.map((lines) => lines.splice(0)));
      count = 0;
      room.open();
      room = new Gate();
      yield* batch;
    }
    if (failure !== undefined) throw failure as Error;
  } finally {
    over = true;
    room.open();
    void Promise.all(pumps);
  }
}

class Gate {
  open = (): void => undefined;
  readonly opened = new Promise<void>((resolve) => (this.open = resolve));
}
