import type { Spelling } from './spellings.js';

/** From `start` up to, but not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Scan {
  /** In the order of their starts; they may overlap. */
  readonly found: readonly Span[];
  /** Where something begins of which only what comes next will tell whether it is one; the length of the text where nothing does. */
  readonly open: number;
}

/** Finds secrets in a text. `final`: nothing comes after it. */
export type Matcher = (text: string, final: boolean) => Scan;

/** All spellings have at least as many characters. */
const keyLength = 3;
const bucketCount = 4_096;

/** How much of it must stand before a line break that somebody put into it. */
const leastBeforeBreak = 8;

interface Pattern extends Spelling {
  /** Public words that contain it, and at which place. */
  readonly within: readonly { readonly word: string; readonly offset: number }[];
}

/**
 * Compiled once for many texts: at each place of a text, its next three characters say which few spellings may begin there.
 * What lies within one of the public `words`, standing by itself, is that word and no secret.
 */
export function compileMatcher(spellings: readonly Spelling[], words: Iterable<string>): Matcher {
  const buckets = new Array<Pattern[] | undefined>(bucketCount).fill(undefined);
  const beginnings = new Set<string>();
  const known = [...words];
  for (const spelling of spellings) {
    const hash = hashAt(spelling.text, 0);
    (buckets[hash] ??= []).push({ ...spelling, within: placesIn(known, spelling.text) });
    for (let length = 1; length < keyLength; length++) beginnings.add(spelling.text.slice(0, length));
  }
  return (text, final) => {
    const found: Span[] = [];
    let open = text.length;
    const lastKey = text.length - keyLength;
    for (let at = 0; at <= lastKey; at++) {
      const bucket = buckets[hashAt(text, at)];
      if (bucket === undefined) continue;
      for (const pattern of bucket) {
        const end = endOf(pattern, text, at);
        if (end === undefined) continue;
        if (end === 'beyond') {
          open = Math.min(open, at);
          continue;
        }
        const word = wordAround(pattern, text, at, final);
        if (word === 'none') found.push({ start: at, end });
        else if (word !== 'word') open = Math.min(open, word.from);
      }
    }
    for (let at = Math.max(0, lastKey + 1); at < text.length; at++) if (beginnings.has(text.slice(at))) open = Math.min(open, at);
    return { found, open: final ? text.length : open };
  };
}

function placesIn(words: readonly string[], text: string): Pattern['within'] {
  return words.flatMap((word) => {
    const places = [];
    for (let offset = word.indexOf(text); offset !== -1; offset = word.indexOf(text, offset + 1)) places.push({ word, offset });
    return places;
  });
}

function hashAt(text: string, at: number): number {
  return ((text.charCodeAt(at) * 31 + text.charCodeAt(at + 1)) * 31 + text.charCodeAt(at + 2)) & (bucketCount - 1);
}

/** Where the pattern that begins at a place ends; `beyond` the text if it goes on there, nothing if it does not begin here. */
function endOf({ text: pattern, wraps }: Pattern, text: string, begin: number): number | 'beyond' | undefined {
  let at = begin;
  for (let index = 0; index < pattern.length; index++, at++) {
    if (wraps && index >= leastBeforeBreak) at = behindBreak(text, at);
    if (at >= text.length) return 'beyond';
    if (text.charCodeAt(at) !== pattern.charCodeAt(index)) return undefined;
  }
  return at;
}

function behindBreak(text: string, at: number): number {
  if (text.charAt(at) !== '\n' && text.charAt(at) !== '\r') return at;
  const broken = /\r?(?:\n[ \t]*)?/y;
  broken.lastIndex = at;
  broken.exec(text);
  return broken.lastIndex;
}

/** Whether a public word stands around a pattern, or from where the text does not show enough to tell. */
function wordAround({ within }: Pattern, text: string, at: number, final: boolean): 'none' | 'word' | { readonly from: number } {
  let from = Infinity;
  for (const { word, offset } of within) {
    const start = at - offset;
    const end = start + word.length;
    if (start < 0 || isWordCharacter(text.charAt(start - 1)) || !word.startsWith(text.slice(start, end))) continue;
    if (end < text.length || (final && end === text.length)) {
      if (!isWordCharacter(text.charAt(end))) return 'word';
    } else if (!final) from = Math.min(from, start);
  }
  return from === Infinity ? 'none' : { from };
}

function isWordCharacter(character: string): boolean {
  return /^\w$/.test(character);
}
