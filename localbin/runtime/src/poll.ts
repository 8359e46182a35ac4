import { setTimeout as sleep } from 'node:timers/promises';

export interface Pace {
  /** The longest wait altogether, in milliseconds. */
  readonly within: number;
  /** The first and the longest pause between two looks, in milliseconds; each is half as long again as the one before. */
  readonly first: number;
  readonly most: number;
}

/** Looks until `condition` holds; false when it does not within the time. The first look is at once. */
export async function poll(condition: () => boolean | Promise<boolean>, { within, first, most }: Pace): Promise<boolean> {
  const end = performance.now() + within;
  for (let pause = first; ; pause = Math.min(pause * 1.5, most)) {
    if (await condition()) return true;
    const left = end - performance.now();
    if (left <= 0) return false;
    await sleep(Math.min(pause, left));
  }
}
