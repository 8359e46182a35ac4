import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fail, ok, type Diagnostic, type Result } from '@dust-workspace/component';
import { parse } from 'dotenv';

export interface EnvEntry {
  readonly value: string;
  /** Counts from 1. */
  readonly line: number;
}

/** What one env file sets, in its own order. `file` is the name that people see, relative to the workspace. */
export interface EnvFile {
  readonly file: string;
  readonly entries: ReadonlyMap<string, EnvEntry>;
}

/** Reads an env file that may be absent: an absent one is empty, one that cannot be read or parsed is a failure. */
export async function readEnvFile(path: string, file: string): Promise<Result<EnvFile>> {
  let text: string;
  try {
    // Most of the files that may exist do not, and to look is cheaper than to fail.
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return ok({ file, entries: new Map() });
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return ok({ file, entries: new Map() });
    return fail({
      severity: 'error',
      code: 'env-file-unreadable',
      message: `cannot be read: ${code ?? String(error)}`,
      remedy: 'Check the owner and the permissions of the file.',
      file,
    });
  }
  return parseEnvFile(text, file);
}

/**
 * dotenv parses, but it says nothing of positions and drops silently what it cannot read:
 * a scan of our own locates every assignment and refuses a file of which dotenv would lose something.
 */
export function parseEnvFile(text: string, file: string): Result<EnvFile> {
  const scanned = scan(text.replace(/\r\n?/g, '\n'), file);
  if (scanned.diagnostics.length > 0) return fail(...scanned.diagnostics);
  const values = parse(text);
  const entries = new Map<string, EnvEntry>();
  const lost: Diagnostic[] = [];
  for (const [name, line] of scanned.lines) {
    const value = values[name];
    if (value === undefined)
      lost.push(
        located(file, line, 1, 'env-line-lost', `${name} would be lost`, 'Write it as NAME=value, quoted if it holds special characters.'),
      );
    else entries.set(name, { value, line });
  }
  return lost.length > 0 ? fail(...lost) : ok({ file, entries });
}

interface Scan {
  readonly lines: Map<string, number>;
  readonly diagnostics: Diagnostic[];
}

const assignment = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=[ \t]*(.*)$/;

function scan(text: string, file: string): Scan {
  const lines = new Map<string, number>();
  const diagnostics: Diagnostic[] = [];
  const source = text.split('\n');
  for (let index = 0; index < source.length; index++) {
    const line = source[index] ?? '';
    const number = index + 1;
    if (/^\s*(#.*)?$/.test(line)) continue;
    if (line.includes('\0')) {
      diagnostics.push(
        located(file, number, line.indexOf('\0') + 1, 'env-binary', 'this is not text', 'Restore the file from its template or a backup.'),
      );
      break;
    }
    const match = assignment.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) {
      diagnostics.push(located(file, number, 1, 'env-line', `expected NAME=value, found ${excerpt(line)}`, remedyFor(line)));
      continue;
    }
    const [, name, value] = match;
    const first = lines.get(name);
    if (first !== undefined)
      diagnostics.push(located(file, number, 1, 'env-duplicate', `${name} is already set on line ${first}`, 'Keep one of the two.'));
    lines.set(name, number);
    const quote = /^["'`]/.exec(value)?.[0];
    if (quote === undefined) continue;
    const end = closingQuote(source, index, line.length - value.length, quote);
    if (end === undefined) {
      diagnostics.push(
        located(
          file,
          number,
          line.length - value.length + 1,
          'env-quote',
          `the quote ${quote} is never closed`,
          'Close it: the file may be half written.',
        ),
      );
      break;
    }
    index = end;
  }
  return { lines, diagnostics };
}

/** Index of the line on which a quoted value ends. */
function closingQuote(source: readonly string[], start: number, column: number, quote: string): number | undefined {
  const closed = new RegExp(`^(?:\\\\.|[^\\\\${quote}])*${quote}`);
  let text = (source[start] ?? '').slice(column + 1);
  for (let index = start; index < source.length; index++) {
    if (index > start) text += `\n${source[index] ?? ''}`;
    if (closed.test(text)) return index;
  }
  return undefined;
}

function remedyFor(line: string): string {
  return /^(<{7}|={7}|>{7})/.test(line) ? 'Resolve the merge conflict.' : 'Put # in front of a comment; write a value as NAME=value.';
}

/** Never the value: what looks like garbage may be the half of a secret. */
function excerpt(line: string): string {
  const marker = /^(<{7}|={7}|>{7})/.exec(line)?.[0];
  return marker === undefined ? `a line of ${line.trim().length} characters without an assignment` : `the merge conflict marker ${marker}`;
}

function located(file: string, line: number, column: number, code: string, message: string, remedy: string): Diagnostic {
  return { severity: 'error', code, message, remedy, file, range: { start: { line, column }, end: { line, column } } };
}
