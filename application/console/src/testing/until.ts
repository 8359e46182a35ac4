import { setTimeout as pause } from 'node:timers/promises';

/** Waits for a condition and returns what it returned, once that is truthy. Rejects after so many milliseconds and names what was waited for. */
export async function until<T>(what: string, condition: () => T | Promise<T>, within = 60_000): Promise<NonNullable<T>> {
  const deadline = Date.now() + within;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== null && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await pause(10);
  }
}
