import { formatBytes } from '@dust-workspace/backup';
import type { Colour, Paint } from '../paint.js';
import { renderColumns } from '../renderColumns.js';
import { wrapText } from '../screen/fitText.js';
import type { BundlePlan } from './diagnose.js';
import type { Bundle } from './writeBundle.js';

/** What is in a bundle that was written, and that somebody should look at it. */
export function renderBundle({ file, bytes, entries }: Bundle, paint: Paint, width?: number): string {
  const missing = entries.map((entry) => entry.missing !== undefined);
  const rows = entries.map(({ name, holds, bytes: size, missing: why }) => [
    name,
    formatBytes(size),
    why === undefined ? holds : `missing: ${why}`,
  ]);
  const colour = (row: number, column: number): Colour | undefined => (column === 2 && missing[row] === true ? 'yellow' : undefined);
  return [
    renderColumns(rows, {
      paint: (cell, row, column) => paint(cell, colour(row, column)),
      width,
      yields: [{ kind: 'wrap', column: 2, least: 24 }],
    }),
    '',
    `${file} (${formatBytes(bytes)})`,
    ...wrapText('Secrets that are known, and what looks like one, are masked in it. Look at it before you send it:', width ?? Infinity),
    `  tar -xzf ${quoted(file)}`,
  ].join('\n');
}

/** As a shell takes it. */
function quoted(file: string): string {
  return /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", `'\\''`)}'`;
}

/** What a bundle would hold. */
export function renderBundlePlan({ parts }: BundlePlan, width?: number): string {
  return renderColumns(
    parts.map(({ name, holds }) => [name, holds]),
    { width, yields: [{ kind: 'wrap', column: 1, least: 24 }] },
  );
}
