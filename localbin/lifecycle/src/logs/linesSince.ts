import type { LogLine } from './mergeLines.js';

/** Milliseconds without a new line, after which all that was said before is taken to have been read. */
const quiet = 300;
/** How many lines of an unknown time are kept back at most. */
const most = 10_000;

/**
 * The lines of one output from the first that was written at `since` or later, in milliseconds since 1970. A line without a time belongs to the one
 * before; an output that never says a time is given whole. Of one that is `followed` all that is new is given, whatever it says.
 */
export async function* linesSince(lines: AsyncIterable<LogLine>, since: number, followed: boolean): AsyncGenerator<LogLine> {
  const iterator = lines[Symbol.asyncIterator]();
  try {
    const { kept, next } = await skipEarlier(iterator, since, followed);
    yield* kept;
    for (let head = await next; head.done !== true; head = await iterator.next()) yield head.value;
  } finally {
    await iterator.return?.();
  }
}

type Next = Promise<IteratorResult<LogLine, unknown>>;

/** Reads up to the first line that is wanted. `kept` are those before it of which nobody knows better; `next` is what comes then. */
async function skipEarlier(
  iterator: AsyncIterator<LogLine>,
  since: number,
  followed: boolean,
): Promise<{ readonly kept: readonly LogLine[]; readonly next: Next }> {
  let kept: LogLine[] = [];
  let isTimed = false;
  for (;;) {
    const next: Next = iterator.next();
    const arrived = followed ? await orQuiet(next) : await next;
    if (arrived === 'quiet' || arrived.done === true || kept.length >= most) return { kept, next };
    const { at } = arrived.value;
    if (at !== undefined && at >= since) return { kept, next };
    if (at !== undefined) [isTimed, kept] = [true, []];
    else if (!isTimed) kept.push(arrived.value);
  }
}

async function orQuiet<T>(next: Promise<T>): Promise<T | 'quiet'> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<'quiet'>((resolve) => (timer = setTimeout(() => resolve('quiet'), quiet)));
  try {
    return await Promise.race([next, silence]);
  } finally {
    clearTimeout(timer);
  }
}
