import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until the condition holds, and fails with its description when it does not within the time, in milliseconds. */
export async function until(description: string, condition: () => boolean | Promise<boolean>, within = 20_000): Promise<void> {
  if (!(await heldWithin(within, condition))) throw new Error(`within ${within / 1_000} s it did not come true that ${description}`);
}

/** Whether the condition came true within the time, in milliseconds. */
export async function heldWithin(within: number, condition: () => boolean | Promise<boolean>): Promise<boolean> {
  const end = performance.now() + within;
  while (!(await condition())) {
    if (performance.now() > end) return false;
    await sleep(10);
  }
  return true;
}
