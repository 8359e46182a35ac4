import { fail, ok, problem, type Result } from '@dust-workspace/component';

/** A regular expression that somebody typed, or what is wrong with it and where. */
export function parsePattern(text: string): Result<RegExp> {
  try {
    return ok(new RegExp(text));
  } catch {
    const [what = 'it cannot be read'] = [faultOf(text)];
    const marker = `${' '.repeat(placeOf(text))}^`;
    return fail(problem('bad-pattern', `this is no regular expression: ${what}`, `${text}\n${marker}`));
  }
}

/**
 * Where the fault is: engines do not tell. It is where the last run of beginnings begins that all have the fault of the whole, be it the character too
 * many or the bracket that nobody closes.
 */
function placeOf(text: string): number {
  const fault = faultOf(text);
  let place = text.length;
  while (place > 1 && faultOf(text.slice(0, place - 1)) === fault) place -= 1;
  return Math.max(0, place - 1);
}

/** `Unterminated group`, without the expression itself. */
function faultOf(text: string): string | undefined {
  try {
    new RegExp(text);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return message.slice(message.lastIndexOf(': ') + 2).toLowerCase();
  }
}
