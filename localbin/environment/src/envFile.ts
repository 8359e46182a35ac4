import { lstatSync, readFileSync, statSync } from 'node:fs';
import { fail, fileStart, ok, type Diagnostic, type Position, type Result } from '@dust-workspace/component';
import { parse } from 'dotenv';
import { positionIn } from './positionIn.js';
import { scanEnvText, type Assignment } from './scanEnvText.js';

export interface EnvEntry {
  readonly value: string;
  /** Counts from 1. */
  readonly line: number;
  /** Where the character at an index of the value stands; absent where it was not read from a file. */
  readonly locate?: (index: number) => Position;
}

/** What one env file sets, in its own order. `file` is the name that people see, relative to the workspace. */
export interface EnvFile {
  readonly file: string;
  readonly entries: ReadonlyMap<string, EnvEntry>;
}

/** Leaves a byte order mark out. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads an env file that may be absent: an absent one is empty, one that cannot be read or parsed is a failure. */
export async function readEnvFile(path: string, file: string): Promise<Result<EnvFile>> {
  let text: string;
  try {
    // Most of the files that may exist do not, and to look is cheaper than to fail.
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return ok({ file, entries: new Map() });
    const found = statSync(path);
    // A pipe would be waited for without end.
    if (!found.isFile() && !found.isDirectory()) return fail(unreadable(file, 'this is no file', 'Move it away.'));
    text = utf8.decode(readFileSync(path));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOTDIR') return ok({ file, entries: new Map() });
    if (code === 'ENOENT')
      return fail(unreadable(file, 'this is a link to a file that is not there', 'Make the file, or remove the link.'));
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return fail(unreadable(file, 'this is not text in UTF-8', 'Save it as UTF-8, or restore it from its template or a backup.'));
    if (code === 'EISDIR') return fail(unreadable(file, 'this is a folder, where an env file is expected', 'Move it away.'));
    return fail(unreadable(file, `cannot be read: ${code ?? String(error)}`, 'Check the owner and the permissions of the file.'));
  }
  return parseEnvFile(text, file);
}

/**
 * dotenv parses, but it says nothing of positions, and drops or changes silently what it cannot read: a scan of our own locates every
 * assignment, and a file of which the two understand different things is refused.
 */
export function parseEnvFile(text: string, file: string): Result<EnvFile> {
  const { assignments, diagnostics } = scanEnvText(text, file);
  if (diagnostics.length > 0) return fail(...diagnostics);
  const values = parse(text);
  const misread = assignments.filter(({ name, value }) => values[name] !== value);
  const invented = Object.keys(values).filter((name) => !assignments.some((found) => found.name === name));
  if (invented.length > 0) return fail(...invented.map((name) => otherwise(name, fileStart.start, file)));
  if (misread.length > 0) return fail(...misread.map(({ name, start }) => otherwise(name, start, file)));
  return ok({ file, entries: new Map(assignments.map((found) => [found.name, entryOf(found)])) });
}

function entryOf(found: Assignment): EnvEntry {
  return { value: found.value, line: found.place.line, locate: (index) => positionIn(found, index) };
}

function otherwise(name: string, start: Position, file: string): Diagnostic {
  return {
    severity: 'error',
    code: 'env-ambiguous',
    message: `${name} would become something else than it looks like`,
    remedy: 'Put the value in single quotes, or in double quotes if it holds single ones.',
    file,
    range: { start, end: start },
  };
}

function unreadable(file: string, message: string, remedy: string): Diagnostic {
  return { severity: 'error', code: 'env-file-unreadable', message, remedy, file };
}
