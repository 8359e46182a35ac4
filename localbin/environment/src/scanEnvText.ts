import type { Diagnostic, Position } from '@dust-workspace/component';

/** An assignment as it stands in the text of an env file. */
export interface Assignment {
  readonly name: string;
  readonly value: string;
  /** Where the name stands. */
  readonly place: Position;
  /** Where the value begins, behind its quote if it has one. */
  readonly start: Position;
  /** The value as it is written: the same, but for escapes in double quotes. */
  readonly written: string;
}

export interface Scan {
  readonly assignments: readonly Assignment[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Finds every assignment, and everything that would not become what it looks like: garbage, names that are set twice, quotes that are never
 * closed, a `#` that would cut a value off, text behind a closing quote, line ends that would change. Pure; `file` is for the diagnostics.
 */
export function scanEnvText(text: string, file: string): Scan {
  return new Scanner(text, file).scan();
}

const assignment = /^(\s*(?:export\s+)?)([A-Za-z_][A-Za-z0-9_]*)\s*=[ \t]*/;
/** dotenv ends comments at them, but not values. */
const separator = /[\u2028\u2029]/;
const nothing = /^\s*(#.*)?$/;
const quotes = ['"', "'", '`'] as const;
type Quote = (typeof quotes)[number];

class Scanner {
  readonly #lines: readonly string[];
  readonly #found = new Map<string, Assignment>();
  readonly #diagnostics: Diagnostic[] = [];

  constructor(
    text: string,
    readonly file: string,
  ) {
    this.#lines = text.split('\n');
  }

  scan(): Scan {
    const odd = this.#lines.findIndex((line) => separator.test(line));
    if (odd === -1) for (let index = 0; index < this.#lines.length;) index = this.#line(index);
    else {
      const column = this.#lines[odd]?.search(separator) ?? 0;
      this.#report(
        odd,
        column,
        'env-line-end',
        'a line separator of Unicode, which only some readers take for the end of a line',
        'Remove it.',
      );
    }
    return { assignments: [...this.#found.values()], diagnostics: this.#diagnostics };
  }

  /** Reads what begins on a line, and returns the index of the line behind it. */
  #line(index: number): number {
    const line = this.#text(index);
    if (nothing.test(line)) return index + 1;
    const binary = line.indexOf('\0');
    if (binary !== -1)
      return this.#giveUp(index, binary, 'env-binary', 'this is not text', 'Restore the file from its template or a backup.');
    const [whole, indentation = '', name] = assignment.exec(line) ?? [];
    if (whole === undefined || name === undefined) {
      this.#report(index, 0, 'env-line', `expected NAME=value, found ${excerpt(line)}`, remedyFor(line));
      return index + 1;
    }
    const place = position(index, indentation.length);
    const first = this.#found.get(name);
    if (first !== undefined)
      this.#report(
        index,
        indentation.length,
        'env-duplicate',
        `${name} is already set on line ${first.place.line}`,
        'Keep one of the two.',
      );
    const quote = quotes.find((sign) => line.startsWith(sign, whole.length));
    const { value, written, next } =
      quote === undefined ? this.#bare(index, whole.length, name) : this.#quoted(index, whole.length, quote, name);
    this.#found.set(name, { name, value, written, place, start: position(index, whole.length + (quote === undefined ? 0 : 1)) });
    return next;
  }

  /** Up to the end of the line, or to a comment. */
  #bare(index: number, column: number, name: string): Reading {
    const rest = this.#text(index).slice(column);
    const sign = rest.indexOf('#');
    // Behind the = itself, white space has been passed already.
    const cuts = sign !== -1 && !/\s/.test(rest[sign - 1] ?? this.#text(index)[column - 1] ?? '');
    if (cuts)
      this.#report(
        index,
        column + sign,
        'env-comment',
        `${name} would end at this #`,
        'Put the value in quotes, or a blank in front of a comment.',
      );
    const written = (sign === -1 ? rest : rest.slice(0, sign)).trim();
    return { value: written, written, next: index + 1 };
  }

  #quoted(start: number, column: number, quote: Quote, name: string): Reading {
    let written = '';
    for (let index = start, from = column + 1; index < this.#lines.length; index++, from = 0) {
      const line = this.#lines[index] ?? '';
      const end = closing(line, from, quote);
      if (end !== undefined) {
        written += line.slice(from, end);
        this.#behind(index, end + 1, name);
        return { written, value: this.#unescaped(start, column, written, quote, name), next: index + 1 };
      }
      const binary = line.indexOf('\0', from);
      if (binary !== -1) this.#report(index, binary, 'env-binary', 'this is not text', 'Restore the file from its template or a backup.');
      if (line.includes('\r', from))
        this.#report(
          index,
          line.indexOf('\r', from),
          'env-line-end',
          `${name} would lose a carriage return`,
          'Write \\r\\n in double quotes, or give the file Unix line ends.',
        );
      written += `${line.slice(from)}\n`;
    }
    const next = this.#giveUp(
      start,
      column,
      'env-quote',
      `the quote ${quote} is never closed`,
      'Close it: the file may be half written. A quote behind a backslash closes nothing.',
    );
    return { written, value: written, next };
  }

  #behind(index: number, column: number, name: string): void {
    const rest = this.#text(index).slice(column);
    if (!nothing.test(rest))
      this.#report(
        index,
        column,
        'env-quote',
        `${name} goes on behind its closing quote`,
        'Put the whole value in quotes, or # in front of a comment.',
      );
  }

  /** In double quotes \n and \r stand for line ends. Other escapes stay as they are, so those that people expect to vanish are refused. */
  #unescaped(index: number, column: number, written: string, quote: Quote, name: string): string {
    if (written.includes(`\\${quote}`))
      this.#report(
        index,
        column,
        'env-escape',
        `${name} would keep the backslash in front of a quote`,
        'Use another kind of quotes around the value.',
      );
    return quote === '"' ? written.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : written;
  }

  /** A line without the carriage return of Windows. */
  #text(index: number): string {
    const line = this.#lines[index] ?? '';
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  #giveUp(index: number, column: number, code: string, message: string, remedy: string): number {
    this.#report(index, column, code, message, remedy);
    return this.#lines.length;
  }

  #report(index: number, column: number, code: string, message: string, remedy: string): void {
    const start = position(index, column);
    this.#diagnostics.push({ severity: 'error', code, message, remedy, file: this.file, range: { start, end: start } });
  }
}

interface Reading {
  readonly value: string;
  readonly written: string;
  /** Index of the line behind it. */
  readonly next: number;
}

function position(index: number, column: number): Position {
  return { line: index + 1, column: column + 1 };
}

/** Where the quote is closed on this line. A backslash takes its meaning from a quote, and from nothing else. */
function closing(line: string, from: number, quote: Quote): number | undefined {
  for (let at = line.indexOf(quote, from); at !== -1; at = line.indexOf(quote, at + 1)) if (at === from || line[at - 1] !== '\\') return at;
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
