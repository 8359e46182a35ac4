/** A text, and where each of its characters comes from. */
export interface View {
  readonly text: string;
  /** Of each character where it begins in the source, then where the last one ends; nothing where the text is the source. */
  readonly starts?: readonly number[];
}

/**
 * The text as it is, and with its percent signs and backslashes resolved: as URLs and forms write a value, and as JSON (also in JSON), programming
 * languages and shells do. It is resolved as a whole, so that it does not matter which characters somebody chose to escape. Unless the text is
 * `final`, a view ends before an escape that may not be complete.
 */
export function viewsOf(text: string, final: boolean): View[] {
  const plain: View = { text };
  const views = [plain];
  if (text.includes('\r')) views.push(resolve(plain, '\r', lineEnd, final));
  if (text.includes('%')) views.push(resolve(plain, '%', percent, final));
  if (text.includes('+')) views.push(resolve(plain, '%+', percentAndPlus, final));
  if (text.includes('\\')) {
    const unquoted = resolve(plain, "'", quoteInQuotes, final);
    const bases = unquoted.text === text ? [plain] : [plain, unquoted];
    for (const base of bases) {
      const once = resolve(base, '\\', backslash, final);
      views.push(once);
      if (once.text.includes('\\')) views.push(resolve(once, '\\', backslash, final));
    }
    views.push(...bases.slice(1));
  }
  return views;
}

/** What stands at a place, and how long it is in the source; `cut` when its end has not come yet. */
type Escape = { readonly value: string; readonly length: number } | 'cut' | undefined;

function resolve(source: View, marks: string, escapeAt: (text: string, at: number) => Escape, final: boolean): View {
  const { text } = source;
  const origin = (at: number): number => source.starts?.[at] ?? at;
  const starts: number[] = [];
  let resolved = '';
  let at = 0;
  while (at < text.length) {
    const escape = marks.includes(text.charAt(at)) ? escapeAt(text, at) : undefined;
    if (escape === 'cut' && !final) break;
    const { value, length } = typeof escape === 'object' ? escape : { value: text.charAt(at), length: 1 };
    starts.push(origin(at));
    if (value.length === 2) starts.push(origin(at));
    resolved += value;
    at += length;
  }
  starts.push(origin(at));
  return { text: resolved, starts };
}

/** Terminals end lines with two characters. */
function lineEnd(text: string, at: number): Escape {
  if (text.startsWith('\r\n', at)) return { value: '\n', length: 2 };
  return at + 1 === text.length ? 'cut' : undefined;
}

function percentAndPlus(text: string, at: number): Escape {
  return text.charAt(at) === '+' ? { value: ' ', length: 1 } : percent(text, at);
}

/** One character: as many escaped bytes as its first one announces. What is no UTF-8 is taken for Latin-1. */
function percent(text: string, at: number): Escape {
  const first = byteAt(text, at);
  if (typeof first !== 'number') return first;
  const count = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const bytes = [first];
  for (let index = 1; index < count; index++) {
    const next = byteAt(text, at + index * 3);
    if (next === 'cut') return 'cut';
    if (next === undefined || (next & 0xc0) !== 0x80) return { value: String.fromCharCode(first), length: 3 };
    bytes.push(next);
  }
  return { value: Buffer.from(bytes).toString(count === 1 ? 'latin1' : 'utf8'), length: count * 3 };
}

function byteAt(text: string, at: number): number | 'cut' | undefined {
  const written = text.slice(at, at + 3);
  if (/^%[0-9a-f]{2}$/i.test(written)) return Number.parseInt(written.slice(1), 16);
  return at + written.length === text.length && /^(%[0-9a-f]?)?$/i.test(written) ? 'cut' : undefined;
}

const letters: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', 0: '\0', e: '\x1b' };

/** How a shell writes a quote between quotes. */
function quoteInQuotes(text: string, at: number): Escape {
  const written = `'\\''`;
  if (text.startsWith(written, at)) return { value: "'", length: written.length };
  return text.length - at < written.length && written.startsWith(text.slice(at)) ? 'cut' : undefined;
}

function backslash(text: string, at: number): Escape {
  const next = text.charAt(at + 1);
  if (next === '') return 'cut';
  const digits = next === 'u' ? 4 : next === 'x' ? 2 : 0;
  if (digits > 0) {
    const written = text.slice(at + 2, at + 2 + digits);
    if (!/^[0-9a-f]*$/i.test(written)) return undefined;
    if (written.length < digits) return 'cut';
    return { value: String.fromCharCode(Number.parseInt(written, 16)), length: 2 + digits };
  }
  const letter = letters[next];
  if (letter !== undefined) return { value: letter, length: 2 };
  return /[\w\s]/.test(next) ? undefined : { value: next, length: 2 };
}
