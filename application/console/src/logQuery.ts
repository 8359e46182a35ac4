import { fail, ok, problem, type Result } from '@dust-workspace/component';

/** Which lines of a log somebody wants to see. */
export interface LogQuery {
  /** How many lines from the end. */
  readonly tail: number;
  /** Only lines that contain this, letters being of either case. */
  readonly grep: string | undefined;
}

const limits = { tail: 5_000, grep: 200 };

export function parseLogQuery({ tail = '200', grep }: Readonly<Record<string, unknown>>): Result<LogQuery> {
  const lines = typeof tail === 'string' && /^\d{1,4}$/.test(tail) ? Number(tail) : 0;
  if (lines < 1 || lines > limits.tail) return fail(problem('bad-tail', `tail is a whole number from 1 to ${limits.tail}`));
  if (grep !== undefined && (typeof grep !== 'string' || grep.length > limits.grep))
    return fail(problem('bad-grep', `grep is a text of at most ${limits.grep} characters`));
  return ok({ tail: lines, grep: grep === '' ? undefined : grep });
}

export function matcherOf({ grep }: LogQuery): (text: string) => boolean {
  if (grep === undefined) return () => true;
  const wanted = grep.toLowerCase();
  return (text) => text.toLowerCase().includes(wanted);
}
