import { parse } from 'dotenv';
import { parseEnvFile } from './envFile.js';

/**
 * The value as it is written behind `NAME=`, such that dotenv and `parseEnvFile` read the same again, whatever lines follow. Undefined where no
 * way of quoting does: dotenv knows no escapes but `\n` and `\r` in double quotes, so it cannot hold a line end together with all quotes.
 */
export function quoteForDotenv(value: string): string | undefined {
  return candidates(value).find((written) => readsBack(written, value));
}

function candidates(value: string): string[] {
  const plain = /^[\w./:@%+,=-]*$/.test(value) ? [value] : [];
  const escaped = `"${value.replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`;
  // A value of several lines stays on one where it can; one without quotes at all is the last resort.
  const quoted = /[\n\r]/.test(value)
    ? [escaped, `'${value}'`, `\`${value}\``, `"${value}"`]
    : [`'${value}'`, `\`${value}\``, `"${value}"`];
  return [...plain, ...quoted, value];
}

/** The lines that follow hold every quote: dotenv takes a backslash in front of one, at the end of a value, for a part of it. */
function readsBack(written: string, value: string): boolean {
  const text = `VALUE=${written}\nONE='1'\nTWO="2"\nTHREE=\`3\`\n`;
  const expected = { VALUE: value, ONE: '1', TWO: '2', THREE: '3' };
  const ours = parseEnvFile(text, '');
  if (!ours.ok) return false;
  const theirs = parse(text);
  const names = Object.keys(expected) as (keyof typeof expected)[];
  return (
    ours.value.entries.size === names.length &&
    Object.keys(theirs).length === names.length &&
    names.every((name) => ours.value.entries.get(name)?.value === expected[name] && theirs[name] === expected[name])
  );
}
