import { LineCounter } from 'yaml';
import type { Range } from './diagnostic.js';

/** The lines and columns of a part of a text, given by offsets. */
export type TextRanges = (start: number, end: number) => Range;

/** Turns offsets in `text` into lines and columns. Costs nothing until it is asked, since sound manifests never ask. */
export function textRanges(text: string): TextRanges {
  let counter: LineCounter | undefined;
  const position = (offset: number) => {
    const { line, col } = (counter ??= countLines(text)).linePos(Math.max(0, Math.min(offset, text.length)));
    return { line, column: col };
  };
  return (start, end) => ({ start: position(start), end: position(Math.max(start, end)) });
}

function countLines(text: string): LineCounter {
  const counter = new LineCounter();
  counter.addNewLine(0);
  for (let newline = text.indexOf('\n'); newline !== -1; newline = text.indexOf('\n', newline + 1)) counter.addNewLine(newline + 1);
  return counter;
}
