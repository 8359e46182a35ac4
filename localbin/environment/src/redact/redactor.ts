import { viewsOf, type View } from './decode.js';
import { compileMatcher, type Matcher, type Span } from './matcher.js';
import { spellingsOf, type Spelling } from './spellings.js';

/** What stands where a secret would. */
export const maskText = '****';

/** Hides secrets in texts that come piece by piece. */
export interface Redaction {
  /** What can be shown by now: all but an end that may be the beginning of a secret. */
  push(text: string): string;
  /** What was held back. */
  end(): string;
}

/**
 * Knows the secrets of a workspace, and hides them in every text that leaves it: as they are, their lines, in Base64 at any place of a longer text,
 * in hexadecimal digits, percent-encoded, and escaped as in JSON, HTML, SQL and shells. Values shorter than 3 characters are not hidden, and neither is
 * what lies within a public word, such as the name of a component: to hide that would give it away.
 */
export class Redactor {
  readonly #spellings = new Map<string, Spelling>();
  readonly #secrets = new Set<string>();
  readonly #words = new Set<string>();
  #matcher: Matcher | undefined;

  /** Adds secrets, and words that the workspace says by itself. Nothing that was learnt is ever forgotten. */
  learn(secrets: Iterable<string>, words: Iterable<string> = []): void {
    for (const secret of secrets) {
      if (this.#secrets.has(secret)) continue;
      this.#secrets.add(secret);
      for (const spelling of spellingsOf(secret)) this.#spellings.set(spelling.text, spelling);
      this.#matcher = undefined;
    }
    for (const word of words) {
      if (this.#words.has(word)) continue;
      this.#words.add(word);
      this.#matcher = undefined;
    }
  }

  /** The text without secrets. */
  readonly redact = (text: string): string => {
    if (this.#spellings.size === 0 || text === '') return text;
    const { spans } = look(this.#compiled(), text, true);
    if (spans.length === 0) return text;
    return mask(text, spans, 0, text.length);
  };

  /** For a text that comes in pieces, with the secrets that are known by then: the same as `redact` of the whole, however it is cut. */
  stream(): Redaction {
    let held = '';
    /** How much at the beginning of `held` has been masked already. */
    let masked = 0;
    const take = (final: boolean): string => {
      const { spans, open } = look(this.#compiled(), held, final);
      const joined = merge(masked === 0 ? spans : [{ start: -1, end: masked }, ...spans]);
      const shown = mask(held, joined, 0, open);
      const last = joined.findLast(({ start }) => start < open);
      masked = Math.max(0, (last?.end ?? 0) - open);
      held = held.slice(open);
      return shown;
    };
    return {
      push(text) {
        held += text;
        return take(false);
      },
      end: () => take(true),
    };
  }

  #compiled(): Matcher {
    return (this.#matcher ??= compileMatcher([...this.#spellings.values()], this.#words));
  }
}

interface Look {
  /** In order, none overlapping another. */
  readonly spans: readonly Span[];
  readonly open: number;
}

function look(matcher: Matcher, text: string, final: boolean): Look {
  const views = viewsOf(text, final);
  const spans: Span[] = [];
  let open = text.length;
  for (const { text: seen, starts } of views) {
    const scan = matcher(seen, final);
    for (const { start, end } of scan.found) spans.push({ start: starts?.[start] ?? start, end: starts?.[end] ?? end });
    open = Math.min(open, starts?.[scan.open] ?? scan.open);
  }
  return { spans: merge(spans), open: final ? text.length : whole(views, open) };
}

/** A place at or before `place` that is in the middle of no escape. */
function whole(views: readonly View[], place: number): number {
  let moved = place;
  for (let before = -1; before !== moved;) {
    before = moved;
    for (const { starts } of views) moved = starts?.findLast((start) => start <= moved) ?? moved;
  }
  return moved;
}

/** Those that overlap become one. */
function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && span.start < last.end) merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else merged.push(span);
  }
  return merged;
}

/** The part of the text between two places. A span that begins before the part was masked with what came before. */
function mask(text: string, spans: readonly Span[], from: number, to: number): string {
  let shown = '';
  let at = from;
  for (const { start, end } of spans) {
    if (start >= to) break;
    if (start >= from) shown += text.slice(at, start) + maskText;
    at = Math.max(at, end);
  }
  return at < to ? shown + text.slice(at, to) : shown;
}
