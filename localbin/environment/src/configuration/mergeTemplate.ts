import { isGenerated } from './generate.js';
import { segmentOf, type EnvText, type Segment } from './envText.js';

export interface Merge {
  readonly text: EnvText;
  /** Variables that the template has given another value since, and which stay as the person has set them. */
  readonly kept: readonly string[];
}

export interface Versions {
  /** The template from which `mine` was made; absent where that is not known. */
  readonly base: EnvText | undefined;
  /** The file as it is. */
  readonly mine: EnvText;
  /** The template as it is now. */
  readonly theirs: EnvText;
}

/**
 * Brings a file up to its template, assignment by assignment: what the person did not touch follows the template, what the person did stays,
 * and so do values that were generated. Without a base everything that is there counts as the person's. Pure.
 */
export function mergeTemplate(versions: Versions): Merge {
  const { base, mine, theirs } = versions;
  const untouchedOrder = base !== undefined && names(mine).join() === names(base).join();
  const order = untouchedOrder ? weave(names(theirs), names(mine)) : weave(names(mine), names(theirs));
  const segments: Segment[] = [];
  let orphaned: readonly string[] = [];
  for (const name of order) {
    const merged = mergeSegment(name, versions);
    if (merged.kind === 'gone') orphaned = [...orphaned, ...merged.leading];
    else {
      segments.push(orphaned.length === 0 ? merged.segment : { ...merged.segment, leading: [...orphaned, ...merged.segment.leading] });
      orphaned = [];
    }
  }
  const trailing = followed(base?.trailing, mine.trailing, theirs.trailing);
  return { text: { segments, trailing: [...orphaned, ...trailing] }, kept: order.filter((name) => standsAgainst(name, versions)) };
}

type Merged =
  | { readonly kind: 'stays'; readonly segment: Segment }
  /** With comments of the person that stood in front of it. */
  | { readonly kind: 'gone'; readonly leading: readonly string[] };

function mergeSegment(name: string, { base, mine, theirs }: Versions): Merged {
  const [before, own, next] = [base && segmentOf(base, name), segmentOf(mine, name), segmentOf(theirs, name)];
  if (own === undefined)
    return next === undefined || before !== undefined ? { kind: 'gone', leading: [] } : { kind: 'stays', segment: next };
  if (next === undefined) {
    if (before === undefined || !isUntouched(before, own)) return { kind: 'stays', segment: own };
    return { kind: 'gone', leading: sameLines(before.leading, own.leading) ? [] : own.leading };
  }
  const leading = followed(before?.leading, own.leading, next.leading);
  const follows =
    before !== undefined && (sameLines(before.source, own.source) || (isUntouched(before, own) && before.value !== next.value));
  return { kind: 'stays', segment: { ...(follows ? next : own), leading } };
}

/** A generated value is nobody's edit, and nothing can take its place. */
function isUntouched(before: Segment, own: Segment): boolean {
  return before.value === own.value;
}

function standsAgainst(name: string, { base, mine, theirs }: Versions): boolean {
  const [before, own, next] = [base && segmentOf(base, name), segmentOf(mine, name), segmentOf(theirs, name)];
  if (before === undefined || next === undefined || before.value === next.value) return false;
  if (own === undefined) return true;
  return !isUntouched(before, own) && own.value !== next.value && !(isGenerated(before.value) && isGenerated(next.value));
}

function followed(before: readonly string[] | undefined, own: readonly string[], next: readonly string[]): readonly string[] {
  return before !== undefined && sameLines(before, own) ? next : own;
}

/** The names of `first` in their order, and those that only `second` has, each behind the one that it follows there. */
function weave(first: readonly string[], second: readonly string[]): string[] {
  const woven = [...first];
  second.forEach((name, index) => {
    if (woven.includes(name)) return;
    const predecessor = second[index - 1];
    woven.splice(predecessor === undefined ? 0 : woven.indexOf(predecessor) + 1, 0, name);
  });
  return woven;
}

function names({ segments }: EnvText): string[] {
  return segments.map(({ name }) => name);
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}
