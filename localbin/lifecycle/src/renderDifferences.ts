import { unreachable } from '@dust-workspace/component';
import type { Difference } from '@dust-workspace/environment';
import { renderColumns } from './renderColumns.js';

/** The differences between two environments as a table, for people. */
export function renderDifferences(differences: readonly Difference[], first: string, second: string): string {
  if (differences.length === 0) return `${first} and ${second} have the same values`;
  return renderColumns([
    ['COMPONENT', 'VARIABLE', first, second],
    ...differences.map((difference) => [difference.component, difference.name, ...cells(difference)]),
  ]);
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
