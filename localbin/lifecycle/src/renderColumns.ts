/**
 * Rows of cells, each column as wide as its widest cell. A cell is one line: a line end in it is shown as an escape. `paint` is given the cell at its
 * full width, and counts rows from 0.
 */
export function renderColumns(
  rows: readonly (readonly string[])[],
  paint: (cell: string, row: number, column: number) => string = (cell) => cell,
): string {
  const cells = rows.map((row) => row.map(onOneLine));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row, index) => lineOf(row, widths, (cell, column) => paint(cell, index, column))).join('\n');
}

/** Nothing but blanks at the end of a line is left out. */
function lineOf(row: readonly string[], widths: readonly number[], paint: (cell: string, column: number) => string): string {
  const last = row.findLastIndex((cell) => cell !== '');
  const shown = row.slice(0, last + 1).map((cell, column) => paint(column === last ? cell : cell.padEnd(widths[column] ?? 0), column));
  return shown.join('  ');
}

function onOneLine(cell: string): string {
  return cell.replaceAll(/[\p{Cc}\u2028\u2029]/gu, (character) => JSON.stringify(character).slice(1, -1));
}
