import { escapes } from './escapes.js';

/** What a terminal shows after all that was written to it: of what moves the cursor and erases, that which live views use. */
export function leftOnScreen(written: string): string {
  const lines = [''];
  let row = 0;
  // Between the texts stand the numbers and the letter of each escape.
  const pieces = written.split(escapes);
  for (let at = 0; at < pieces.length; at += 3) {
    const [text = '', count, what] = pieces.slice(at, at + 3);
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) row += 1;
      lines[row] = `${index > 0 ? '' : (lines[row] ?? '')}${part}`;
    }
    if (what === 'A') row = Math.max(0, row - Number(count));
    else if (what === 'J') lines.splice(row, Infinity, '');
  }
  return lines.join('\n').trimEnd();
}
