import { unreachable } from '@dust-workspace/component';
import { renderColumns } from '../renderColumns.js';
import type { ForwardRow } from './planForward.js';

/** A table for people: which port is whose, and what becomes of it. */
export function renderForward(rows: readonly ForwardRow[], width?: number): string {
  const cells = rows.map((row) => [String(row.from), row.component, row.port, outcomeOf(row)]);
  return renderColumns([['PORT', 'COMPONENT', 'NAME', 'WHERE'], ...cells], {
    width,
    yields: [
      { kind: 'wrap', column: 3, least: 24 },
      { kind: 'drop', column: 2 },
    ],
  });
}

function outcomeOf(row: ForwardRow): string {
  switch (row.kind) {
    case 'forwarded':
      return `passed on to 127.0.0.1:${row.to}`;
    case 'there':
      return 'there already';
    case 'impossible':
      return `not passed on: ${row.reason}`;
    default:
      return unreachable(row);
  }
}
