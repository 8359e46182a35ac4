import { formatBytes } from '@dust-workspace/backup';
import { unreachable } from '@dust-workspace/component';
import { ageOf } from './age.js';
import { plain, type Colour, type Paint } from './paint.js';
import { renderColumns } from './renderColumns.js';
import type { ComponentState, ComponentStatus, StatusReport } from './status.js';

/** The state of every component in columns, with the age and size of its newest backup and the age of the newest one that was proven. */
export function renderStatusTable(report: StatusReport, paint: Paint = plain): string {
  const because = report.runtimeBecause === null ? '' : ` (${report.runtimeBecause})`;
  const head = `environment ${report.environment}, runtime ${report.runtime}${because}`;
  if (report.components.length === 0) return `${head}\nno components`;
  const header = ['COMPONENT', 'STATE', 'PREPARED', 'INITIALISED', 'PORTS', 'LAST BACKUP', 'VERIFIED', 'DETAIL'];
  const rows = report.components.map((component) => rowOf(component, report));
  return `${head}\n${renderColumns([header, ...rows], (cell, row, column) => {
    const component = report.components[row - 1];
    return component === undefined ? cell : paint(cell, colourOf(component, column, report.observedAt));
  })}`;
}

/** Exactly what `dsw status --json` promises. */
export function statusAsJson({ environment, runtime, components }: StatusReport): unknown {
  return { environment, runtime, components };
}

function rowOf(component: ComponentStatus, { addresses, observedAt }: StatusReport): string[] {
  const { name, state, prepared, initialised, ports, lastBackup, lastVerified, detail } = component;
  return [
    name,
    state,
    prepared ? 'yes' : 'no',
    initialised ? 'yes' : 'no',
    addresses[name] ?? (Object.values(ports).join(' ') || '-'),
    lastBackup === null ? '-' : `${ageOf(lastBackup.at, observedAt)}, ${formatBytes(lastBackup.bytes)}`,
    lastVerified === null ? '-' : `${ageOf(lastVerified.at, observedAt)}, by ${lastVerified.how}`,
    detail.split('\n')[0] ?? '',
  ];
}

const [stateColumn, backupColumn, verifiedColumn] = [1, 5, 6] as const;
const day = 86_400_000;

function colourOf(component: ComponentStatus, column: number, now: Date): Colour | undefined {
  switch (column) {
    case stateColumn:
      return colourOfState(component.state);
    case backupColumn:
      return component.hasData || component.lastBackup !== null ? colourOfAge(component.lastBackup?.at, now) : 'dim';
    case verifiedColumn:
      return component.hasData || component.lastBackup !== null ? colourOfAge(component.lastVerified?.at, now) : 'dim';
    default:
      return undefined;
  }
}

/** What would be lost if the data were lost now: a day or two is what a daily backup leaves, a week is long, and more is as bad as nothing. */
function colourOfAge(at: string | undefined, now: Date): Colour {
  if (at === undefined) return 'red';
  const age = now.getTime() - Date.parse(at);
  if (age < 2 * day) return 'green';
  return age < 8 * day ? 'yellow' : 'red';
}

function colourOfState(state: ComponentState): Colour {
  switch (state) {
    case 'healthy':
    case 'running':
      return 'green';
    case 'starting':
    case 'degraded':
      return 'yellow';
    case 'unhealthy':
    case 'failed':
    case 'unknown':
      return 'red';
    case 'stopped':
    case 'unavailable':
      return 'dim';
    default:
      return unreachable(state);
  }
}
