import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until there is a result; an abort is an exception. */
export async function until<T>(signal: AbortSignal, look: () => Promise<T | undefined>): Promise<T> {
  for (let pause = 20; ; pause = Math.min(1_000, pause * 1.5)) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(pause, undefined, { signal });
  }
}
