import { distance } from 'fastest-levenshtein';
import { quote } from './describeValue.js';

/** The candidate that `word` was probably meant to be, if there is one close enough. */
export function nearMiss(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const longest = Math.max(word.length, candidate.length);
    const allowed = longest < 3 ? 0 : Math.max(1, Math.floor(0.4 * longest));
    if (Math.abs(word.length - candidate.length) > allowed) continue;
    const measured = mistakes(word.toLowerCase(), candidate.toLowerCase());
    if (measured <= allowed && measured < bestDistance) {
      best = candidate;
      bestDistance = measured;
    }
  }
  return best;
}

/** `, did you mean \`ready\`?`, or nothing where no candidate is near. The end of a message. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const near = nearMiss(word, candidates);
  return near === undefined ? '' : `, did you mean ${quote(near)}?`;
}

/** Levenshtein's distance, in which two neighbours in the wrong order are one mistake when it is the only one. */
function mistakes(word: string, candidate: string): number {
  const measured = distance(word, candidate);
  return measured === 2 && isOneSwap(word, candidate) ? 1 : measured;
}

function isOneSwap(word: string, candidate: string): boolean {
  let at = 0;
  while (at < word.length && word[at] === candidate[at]) at += 1;
  return word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2) === candidate;
}
