import { createHash } from 'node:crypto';

/**
 * What is recorded of a definition as the server prints it: the text itself, or a hash where it is long. Two definitions that a dump and restore
 * makes of each other have the same. Pure.
 */
export function definitionText(definition: string): string {
  const text = join(distributeArrayCasts(tokensOf(definition)));
  return text.length <= readable && !text.includes('\n') ? text : hashOf(text);
}

/** As `definitionText`, of a view or rule. From PostgreSQL 16 on columns of a lone table are printed without its name, so that names of tables are left out. */
export function queryText(definition: string): string {
  return hashOf(join(withoutQualifiers(distributeArrayCasts(tokensOf(definition)))));
}

const readable = 160;

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** String constants and quoted names are one token each; white space is none. */
function tokensOf(text: string): string[] {
  return [...text.matchAll(token)].map(([whole]) => whole).filter((found) => found.trim() !== '');
}

const token =
  /E'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|(\$\w*\$).*?\1|"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*|\d[\d.]*|::|[-+*/<>=~!@#%^&|`?]+|\s+|./gsu;

/**
 * `(ARRAY[a, b])::text[]` becomes `ARRAY[(a)::text, (b)::text]`. The server makes the first of `column in ('a', 'b')` where the types differ, and
 * the second when it reads the first back.
 */
function distributeArrayCasts(tokens: readonly string[]): string[] {
  const start = tokens.findIndex((_, index) => tokens[index] === '(' && tokens[index + 1] === 'ARRAY' && tokens[index + 2] === '[');
  if (start === -1) return [...tokens];
  const before = tokens.slice(0, start);
  const end = closing(tokens, start + 2);
  const type = tokens[end + 1] === ')' && tokens[end + 2] === '::' ? arrayTypeAt(tokens, end + 3) : undefined;
  if (type === undefined) return [...before, '(', ...distributeArrayCasts(tokens.slice(start + 1))];
  const elements = split(distributeArrayCasts(tokens.slice(start + 3, end)));
  const cast = elements.flatMap((element, index) => [...(index === 0 ? [] : [',']), '(', ...element, ')', '::', ...type.element]);
  return [...before, 'ARRAY', '[', ...cast, ']', ...distributeArrayCasts(tokens.slice(type.end))];
}

/** Of the bracket at `open`. */
function closing(tokens: readonly string[], open: number): number {
  for (let index = open, depth = 0; index < tokens.length; index += 1) {
    depth += depthChange(tokens[index] ?? '');
    if (depth === 0) return index;
  }
  return tokens.length;
}

function depthChange(found: string): number {
  if (found === '(' || found === '[') return 1;
  return found === ')' || found === ']' ? -1 : 0;
}

/** At the commas that are in no brackets. */
function split(tokens: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  let depth = 0;
  for (const found of tokens) {
    depth += depthChange(found);
    if (found === ',' && depth === 0) parts.push([]);
    else parts.at(-1)?.push(found);
  }
  return parts;
}

/** The name of an array's type up to its brackets: no other brackets with nothing in them can stand in it. */
function arrayTypeAt(tokens: readonly string[], from: number): { element: string[]; end: number } | undefined {
  const open = tokens.findIndex((found, index) => index >= from && found === '[' && tokens[index + 1] === ']');
  const element = tokens.slice(from, open);
  const isName = open > from && element.every((found) => /^[\p{L}_"]|^\d+$|^[.(),]$/u.test(found));
  return isName ? { element, end: open + 2 } : undefined;
}

function withoutQualifiers(tokens: readonly string[]): string[] {
  return tokens.filter((found, index) => {
    const qualifies = isName(found) && tokens[index + 1] === '.';
    return !qualifies && !(found === '.' && isName(tokens[index - 1]));
  });
}

function isName(found: string | undefined): boolean {
  return found !== undefined && /^[\p{L}_"]/u.test(found);
}

/** One space between words, none beside dots and within brackets. Constants stay what they are. */
function join(tokens: readonly string[]): string {
  return tokens.reduce((text, found, index) => {
    const before = tokens[index - 1];
    const opens = found === '(' || found === '[';
    const glued =
      before === undefined ||
      ['(', '[', '.', '::'].includes(before) ||
      [')', ']', '.', ',', '::'].includes(found) ||
      (opens && isName(before));
    return glued ? text + found : `${text} ${found}`;
  }, '');
}
