import { unreachable } from '@dust-workspace/component';
import type { Origin } from '@dust-workspace/environment';

/** Where a value comes from, for people: a place in a file wherever there is one. */
export function renderOrigin({ layer, file, line }: Origin): string {
  switch (layer) {
    case 'manifest':
      return 'default of component.yaml';
    case 'lease':
      return 'leased port';
    case 'derived':
      return 'host of the port';
    case 'shell':
      return 'environment of the shell';
    case 'project':
    case 'environment':
    case 'personal':
    case 'personal-environment':
      return `${file ?? layer}${line === undefined ? '' : `:${line}`}`;
    default:
      return unreachable(layer);
  }
}

/** The places of the layers that set a value too and lost, in brackets; nothing when there are none. */
export function renderLosers(shadowed: readonly Origin[]): string {
  return shadowed.length === 0 ? '' : `(instead of ${shadowed.map(renderOrigin).join(', ')})`;
}
