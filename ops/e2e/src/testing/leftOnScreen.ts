/** What a terminal shows after all that was written to it: of what moves the cursor and erases, that which live views use. */
export function leftOnScreen(written: string): string {
  const lines = [''];
  let row = 0;
  for (const piece of written.split(sequences)) {
    const [, count, what] = control.exec(piece) ?? [];
    if (what === 'A') row = Math.max(0, row - Number(count));
    else if (what === 'J') lines.splice(row, Infinity, '');
    else if (what === undefined)
      for (const [index, text] of piece.split('\n').entries()) {
        if (index > 0) row += 1;
        lines[row] = `${index > 0 ? '' : (lines[row] ?? '')}${text}`;
      }
  }
  return lines.join('\n').trimEnd();
}

/* eslint-disable no-control-regex */
const sequences = /(\u001b\[[0-9;?]*[A-Za-z])/;
const control = /^\u001b\[([0-9;?]*)([A-Za-z])$/;
