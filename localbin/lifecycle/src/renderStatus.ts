import { formatBytes } from '@dust-workspace/backup';
import { unreachable } from '@dust-workspace/component';
import { ageOf } from './age.js';
import { plain, type Colour, type Paint } from './paint.js';
import { renderColumns, type Yield } from './renderColumns.js';
import { wrapText } from './screen/fitText.js';
import type { ComponentState, ComponentStatus, StatusReport } from './status.js';

/** The state of every component in columns, with the age and size of its newest backup and the age of the newest one that was proven. */
export function renderStatusTable(report: StatusReport, paint: Paint = plain, width?: number): string {
  const because = report.runtimeBecause === null ? '' : ` (${report.runtimeBecause})`;
  const head = `environment ${report.environment}, runtime ${report.runtime}${because}`;
  if (report.components.length === 0) return `${head}\nno components`;
  const rows = report.components.map((component) => rowOf(component, report));
  const table = renderColumns([header, ...rows], {
    paint: (cell, row, column) => {
      const component = report.components[row - 1];
      return component === undefined ? cell : paint(cell, colourOf(component, column, report.observedAt));
    },
    width,
    yields: yieldsOf(report),
  });
  return [...wrapText(head, width ?? Infinity), table].join('\n');
}

const header = ['COMPONENT', 'STATE', 'PREPARED', 'INITIALISED', 'PORTS', 'LAST BACKUP', 'VERIFIED', 'DETAIL'];

/** What is less important the narrower a terminal is. What is not prepared or not initialised is said beside the state then. */
function yieldsOf({ components, observedAt }: StatusReport): Yield[] {
  const swap = (column: number, cellOf: (component: ComponentStatus) => string): Yield => ({
    kind: 'swap',
    column,
    cells: [header[column] ?? '', ...components.map(cellOf)],
  });
  return [
    swap(1, stateInOne),
    { kind: 'drop', column: 2 },
    { kind: 'drop', column: 3 },
    { kind: 'wrap', column: 7, least: 24 },
    swap(verifiedColumn, ({ lastVerified }) => (lastVerified === null ? '-' : ageOf(lastVerified.at, observedAt))),
    swap(backupColumn, ({ lastBackup }) => (lastBackup === null ? '-' : ageOf(lastBackup.at, observedAt))),
    { kind: 'under', column: 7 },
    { kind: 'wrap', column: 1, least: 12 },
    { kind: 'drop', column: verifiedColumn },
    { kind: 'drop', column: backupColumn },
    { kind: 'wrap', column: 4, least: 12 },
  ];
}

function stateInOne({ state, prepared, initialised }: ComponentStatus): string {
  if (!prepared) return `${state}, not prepared`;
  return initialised ? state : `${state}, not initialised`;
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

/** What people take a state for at a glance. */
export function colourOfState(state: ComponentState): Colour {
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
