import { unreachable } from '@dust-workspace/component';
import type { Paint } from '../paint.js';
import { colourOfState } from '../renderStatus.js';
import type { ComponentStatus } from '../status.js';
import type { StatusChange } from './changes.js';

/** A change on one line: `14:02:31 timescale: starting -> healthy, up 3.2 s`. The time is that of this machine. */
export function renderChange(change: StatusChange, at: Date, paint: Paint): string {
  return `${clockOf(at)} ${said(change, paint)}`;
}

/** Exactly what a line of `dsw watch --json` promises. */
export function changeAsLine(change: StatusChange, at: Date): string {
  const told = { kind: change.kind, at: at.toISOString() };
  switch (change.kind) {
    case 'appeared':
      return JSON.stringify({ ...told, component: change.component });
    case 'changed':
      return JSON.stringify({ ...told, component: change.component, before: { state: change.before.state, detail: change.before.detail } });
    case 'gone':
      return JSON.stringify({ ...told, component: { name: change.before.name } });
    default:
      return unreachable(change);
  }
}

/** `14:02:31`, as clocks of this machine show it. */
export function clockOf(at: Date): string {
  const padded = (value: number): string => String(value).padStart(2, '0');
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(padded).join(':');
}

function said(change: StatusChange, paint: Paint): string {
  switch (change.kind) {
    case 'appeared':
      return `${change.component.name}: ${stateOf(change.component, paint)}`;
    case 'changed': {
      const { component, before } = change;
      const from = before.state === component.state ? '' : `${before.state} -> `;
      return `${component.name}: ${from}${stateOf(component, paint)}`;
    }
    case 'gone':
      return `${change.before.name}: is no component any more`;
    default:
      return unreachable(change);
  }
}

function stateOf({ state, prepared, initialised, detail }: ComponentStatus, paint: Paint): string {
  const [line = ''] = detail.split('\n');
  const lacking = [...(prepared ? [] : ['not prepared']), ...(prepared && !initialised ? ['not initialised'] : [])];
  return [paint(state, colourOfState(state)), ...lacking, ...(line === '' ? [] : [line])].join(', ');
}
