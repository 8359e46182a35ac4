import { colours } from './colours.js';
import { displayWidth, widthOf } from './displayWidth.js';

/** A text without colours that takes at most `width` columns: what does not fit is left out at its end, and an ellipsis says so. */
export function cutText(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return width < 1 ? '' : `${beginningOf(text, width - 1)}…`;
}

/** A text without colours, followed by blanks up to `width` columns. */
export function padText(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** A text without colours in lines of at most `width` columns, broken between words, and within those that are longer than a line. */
export function wrapText(text: string, width: number): string[] {
  if (displayWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    let rest = word;
    while (displayWidth(rest) > width) {
      const head = headOf(rest, width);
      lines.push(head);
      rest = rest.slice(head.length);
    }
    line = rest;
  }
  return line === '' ? lines : [...lines, line];
}

/** As `cutText`, for a text that may hold colours, which end with it. */
export function cutColoured(text: string, width: number): string {
  const bare = text.replaceAll(colours, '');
  if (displayWidth(bare) <= width) return text;
  let room = width - 1;
  let kept = '';
  // Pieces are texts and, between them, the colours.
  for (const [index, piece] of text.split(colourSplit).entries()) {
    if (index % 2 === 1) kept += piece;
    else {
      const head = beginningOf(piece, room);
      room -= displayWidth(head);
      kept += head;
      if (head.length < piece.length) room = 0;
    }
  }
  return width < 1 ? '' : `${kept}…`;
}

const colourSplit = new RegExp(`(${colours.source})`);

/** As much of the beginning as takes at most `width` columns. */
function beginningOf(text: string, width: number): string {
  let taken = 0;
  let end = 0;
  for (const character of text) {
    taken += widthOf(character);
    if (taken > width) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** As `beginningOf`, but one character at least. */
function headOf(text: string, width: number): string {
  const first = String.fromCodePoint(text.codePointAt(0) ?? 0);
  return displayWidth(first) > width ? first : beginningOf(text, width);
}
