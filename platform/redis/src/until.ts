import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until it is true; an abort is an exception. */
export async function until(signal: AbortSignal, condition: () => Promise<boolean>): Promise<void> {
  for (let pause = 10; !(await condition()); pause = Math.min(250, pause * 1.5)) await sleep(pause, undefined, { signal });
}
