import { fail, ok, type Diagnostic, type Result } from '@dust-workspace/component';
import { parseEnvFile } from '../envFile.js';
import { quoteForDotenv } from '../quoteForDotenv.js';
import { parseReferences } from '../references.js';
import { scanEnvText } from '../scanEnvText.js';

/**
 * The text of an env file in which `name` has `value`, taken literally: what would be read as a reference is escaped. Everything else stays as it is,
 * comments and order too. Pure. A value for which env files have no spelling is refused.
 */
export function assign(text: string, name: string, value: string, file: string): Result<string> {
  const literal = parseReferences(value).every((piece) => piece.kind === 'text' && piece.text === value)
    ? value
    : value.replaceAll('${', () => '$${');
  const written = quoteForDotenv(literal);
  if (written === undefined) return fail(unwritable(name, file));
  const next = replaceOrAppend(text, name, written, file);
  return holdsExactly(next, text, name, literal, file) ? ok(next) : fail(unwritable(name, file));
}

function replaceOrAppend(text: string, name: string, written: string, file: string): string {
  const found = scanEnvText(text, file).assignments.find((assignment) => assignment.name === name);
  if (found === undefined) return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${name}=${written}\n`;
  const lines = text.split('\n');
  const first = found.place.line - 1;
  const parts = found.written.split('\n');
  const last = found.start.line - 1 + parts.length - 1;
  const indentation = lines[first]?.slice(0, found.place.column - 1) ?? '';
  const end = (parts.length === 1 ? found.start.column - 1 : 0) + (parts.at(-1)?.length ?? 0);
  // Behind the value: its closing quote, a comment, the carriage return of Windows.
  const rest = lines[last]?.slice(end) ?? '';
  const comment = /#.*/.exec(rest)?.[0].trimEnd();
  const line = `${indentation}${name}=${written}${comment === undefined ? '' : ` ${comment}`}${rest.endsWith('\r') ? '\r' : ''}`;
  return [...lines.slice(0, first), line, ...lines.slice(last + 1)].join('\n');
}

/** Whether the text says what it said before, but for the one value. */
function holdsExactly(next: string, before: string, name: string, value: string, file: string): boolean {
  const [old, now] = [parseEnvFile(before, file), parseEnvFile(next, file)];
  if (!old.ok || !now.ok) return false;
  const expected = new Map([...old.value.entries].map(([other, entry]) => [other, entry.value])).set(name, value);
  return expected.size === now.value.entries.size && [...now.value.entries].every(([other, entry]) => expected.get(other) === entry.value);
}

function unwritable(name: string, file: string): Diagnostic {
  return {
    severity: 'error',
    code: 'value-unwritable',
    message: `the value for ${name} cannot be written in an env file: it mixes line ends, quotes or backslashes in a way that has no spelling there`,
    remedy: 'Encode it, in base64 say, and let the component decode it.',
    file,
  };
}
