import { isMap, isScalar, isSeq } from 'yaml';
import type { ParsedNode } from 'yaml';
import type { Range } from './diagnostic.js';
import type { Locate } from './finding.js';
import type { TextRanges } from './textRanges.js';

/** Finds keys and values of a document in its text. */
export function locateIn(contents: ParsedNode | null, ranges: TextRanges): Locate {
  return (path, part) => {
    let node: unknown = contents;
    let key: unknown = null;
    for (const step of path) {
      const child = childOf(node, step);
      if (child === undefined) return beginningOf(node, ranges);
      ({ key, value: node } = child);
    }
    const value = offsetsOf(node);
    // An empty value has no text of its own: its key stands for it.
    const wanted = part === 'value' && value !== undefined && value.end > value.start ? value : (offsetsOf(key) ?? value);
    return wanted === undefined ? ranges(0, 0) : ranges(wanted.start, wanted.end);
  };
}

function childOf(node: unknown, step: string | number): { key: unknown; value: unknown } | undefined {
  if (isSeq(node)) {
    const value = node.items[Number(step)];
    return value === undefined ? undefined : { key: value, value };
  }
  if (!isMap(node)) return undefined;
  return node.items.find(({ key }) => isScalar(key) && (key.value === step || key.source === step));
}

/** Where a mapping or list begins: its first key, or its bracket. */
function beginningOf(node: unknown, ranges: TextRanges): Range {
  const first = isMap(node) && node.flow !== true ? offsetsOf(node.items[0]?.key) : undefined;
  const { start, end } = first ?? offsetsOf(node) ?? { start: 0, end: 0 };
  return ranges(start, first === undefined ? Math.min(start + 1, end) : end);
}

function offsetsOf(node: unknown): { start: number; end: number } | undefined {
  const range = (node as ParsedNode | null | undefined)?.range;
  return range === null || range === undefined ? undefined : { start: range[0], end: range[1] };
}
