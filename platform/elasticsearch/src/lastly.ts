import type { Context } from './ask.js';

/** The same component, for clearing away what was begun, also after an abort, and then for half a minute: the next run clears away the rest. */
export function lastly(context: Context): Context {
  return { ...context, signal: AbortSignal.timeout(context.signal.aborted ? 30_000 : 300_000) };
}
