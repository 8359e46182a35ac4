import { unreachable } from '@dust-workspace/component';
import type { Difference } from '@dust-workspace/environment';
import { renderColumns } from './renderColumns.js';

/** The differences between two environments as a table, for people. */
export function renderDifferences(differences: readonly Difference[], first: string, second: string, width?: number): string {
  if (differences.length === 0) return `${first} and ${second} have the same values`;
  const header = ['COMPONENT', 'VARIABLE', first, second];
  const rows = differences.map((difference) => [difference.component, difference.name, ...cells(difference)]);
  const yields = [2, 3].map((column) => ({ kind: 'wrap', column, least: 16 }) as const);
  return renderColumns([header, ...rows], { width, yields });
}

function cells(difference: Difference): [string, string] {
  switch (difference.kind) {
    case 'value':
      return [shown(difference.first), shown(difference.second)];
    case 'secret':
      if (difference.setIn === 'both') return ['(secrets that differ)', ''];
      return difference.setIn === 'first' ? ['(a secret)', '(none)'] : ['(none)', '(a secret)'];
    default:
      return unreachable(difference);
  }
}

function shown(value: string | undefined): string {
  return value === undefined ? '(none)' : value === '' ? '""' : value;
}
