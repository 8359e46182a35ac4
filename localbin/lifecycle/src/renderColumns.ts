import { unreachable } from '@dust-workspace/component';
import { displayWidth } from './screen/displayWidth.js';
import { cutText, padText, wrapText } from './screen/fitText.js';

type PaintCell = (cell: string, row: number, column: number) => string;

/** What gives way where there is not enough room, in this order, each as far as it must. Columns count from 0. */
export type Yield =
  /** A column goes. */
  | { readonly kind: 'drop'; readonly column: number }
  /** A column says less; `cells` from top to bottom. */
  | { readonly kind: 'swap'; readonly column: number; readonly cells: readonly string[] }
  /** A column is broken into lines of at least so many columns of the terminal. */
  | { readonly kind: 'wrap'; readonly column: number; readonly least: number }
  /** A column goes, and what it says stands below its row. The first row is taken for the heading. */
  | { readonly kind: 'under'; readonly column: number };

export interface ColumnsLayout {
  /** Given the cell at its full width; counts rows and columns from 0, whatever became of others. */
  readonly paint?: PaintCell;
  /** How many columns the terminal has; without a terminal lines are as long as they are. */
  readonly width?: number | undefined;
  readonly yields?: readonly Yield[];
}

/** Rows of cells, each column as wide as its widest cell, and no line wider than the terminal. A cell is one line: a line end in it is shown as an escape. */
export function renderColumns(
  rows: readonly (readonly string[])[],
  { paint = (cell) => cell, width = Infinity, yields = [] }: ColumnsLayout = {},
): string {
  const shape = fitted(columnsOf(rows), width, yields);
  return rows.flatMap((_, row) => linesOf(shape, row, paint, width)).join('\n');
}

interface Column {
  readonly index: number;
  readonly cells: readonly string[];
  /** Of its widest cell. */
  readonly natural: number;
  readonly width: number;
}

interface Shape {
  readonly columns: readonly Column[];
  /** What stands below each row. */
  readonly under: readonly Column[];
}

const gap = 2;

function columnsOf(rows: readonly (readonly string[])[]): Shape {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const columns = Array.from({ length: count }, (_, index) =>
    columnOf(
      index,
      rows.map((row) => row[index] ?? ''),
    ),
  );
  return { columns, under: [] };
}

function columnOf(index: number, texts: readonly string[]): Column {
  const cells = texts.map(onOneLine);
  const natural = Math.max(0, ...cells.map(displayWidth));
  return { index, cells, natural, width: natural };
}

function fitted(natural: Shape, width: number, yields: readonly Yield[]): Shape {
  let shape = natural;
  for (const step of yields) {
    if (excessOf(shape, width) <= 0) break;
    shape = yielding(shape, step, width);
  }
  return relaxed(forced(shape, width), width);
}

function yielding({ columns, under }: Shape, step: Yield, width: number): Shape {
  const column = columns.find(({ index }) => index === step.column);
  if (column === undefined) return { columns, under };
  const others = columns.filter((other) => other !== column);
  const changed = (to: Column): Shape => ({ columns: columns.map((other) => (other === column ? to : other)), under });
  switch (step.kind) {
    case 'drop':
      return { columns: others, under };
    case 'swap':
      return changed(columnOf(column.index, step.cells));
    case 'wrap':
      return changed({
        ...column,
        width: Math.min(column.width, Math.max(step.least, column.width - excessOf({ columns, under }, width))),
      });
    case 'under':
      return { columns: others, under: [...under, column] };
    default:
      return unreachable(step);
  }
}

/** The widest columns are broken into lines, down to a few letters; after that the last columns go. */
function forced(shape: Shape, width: number): Shape {
  let { columns } = shape;
  for (let excess = excessOf({ ...shape, columns }, width); excess > 0; excess = excessOf({ ...shape, columns }, width)) {
    const widest = columns.reduce<Column | undefined>(
      (found, column) => (column.width > (found?.width ?? fewest) ? column : found),
      undefined,
    );
    if (widest === undefined) {
      if (columns.length <= 1) break;
      columns = columns.slice(0, -1);
    } else columns = columns.map((column) => (column === widest ? { ...column, width: Math.max(fewest, column.width - excess) } : column));
  }
  return { ...shape, columns };
}

const fewest = 8;

/** What others have left is given back to those that were broken into lines. */
function relaxed(shape: Shape, width: number): Shape {
  let room = -excessOf(shape, width);
  const columns = shape.columns.map((column) => {
    const more = Math.min(room, column.natural - column.width);
    room -= more;
    return column.width < column.natural ? tight({ ...column, width: column.width + more }) : column;
  });
  return { ...shape, columns };
}

/** No wider than its widest line. */
function tight(column: Column): Column {
  return { ...column, width: Math.max(0, ...column.cells.flatMap((cell) => wrapText(cell, column.width).map(displayWidth))) };
}

/** By how much a shape is too wide. */
function excessOf({ columns }: Shape, width: number): number {
  return columns.reduce((sum, column) => sum + column.width, gap * Math.max(0, columns.length - 1)) - width;
}

/** The lines of a row. Nothing but blanks at the end of a line is left out. */
function linesOf({ columns, under }: Shape, row: number, paint: PaintCell, width: number): string[] {
  const wrapped = columns.map(({ cells, width: room }) => wrapText(cells[row] ?? '', room));
  const height = Math.max(1, ...wrapped.map((lines) => lines.length));
  const lines = Array.from({ length: height }, (_, line) => {
    const texts = wrapped.map((pieces) => pieces[line] ?? '');
    const last = texts.findLastIndex((text) => text !== '');
    const shown = texts.slice(0, last + 1).map((text, place) => {
      const { index = 0, width: room = 0 } = columns[place] ?? {};
      const fitting = cutText(text, width);
      return text === '' && place < last ? ' '.repeat(room) : paint(place === last ? fitting : padText(fitting, room), row, index);
    });
    return shown.join(' '.repeat(gap));
  });
  const below = row === 0 ? [] : under.flatMap(({ index, cells }) => belowRow(cells[row] ?? '', (text) => paint(text, row, index), width));
  return [...lines, ...below];
}

function belowRow(text: string, paint: (text: string) => string, width: number): string[] {
  return text === '' ? [] : wrapText(text, Math.max(1, width - 4)).map((line) => `    ${paint(line)}`);
}

function onOneLine(cell: string): string {
  return cell.replaceAll(/[\p{Cc}\u2028\u2029]/gu, (character) => JSON.stringify(character).slice(1, -1));
}
