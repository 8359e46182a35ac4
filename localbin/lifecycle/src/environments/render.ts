import { unreachable } from '@dust-workspace/component';
import type { PlannedChange, PortRange, RestoredConfiguration } from '@dust-workspace/environment';
import { renderColumns } from '../renderColumns.js';
import type { ListedEnvironment } from './list.js';
import type { PreparedConfiguration } from './prepare.js';

/** How the files would change, for the person who is asked. */
export function renderChanges(changes: readonly PlannedChange[]): string {
  return changes
    .map(({ file, template, diff }) => [`${file} would change, as ${template} has:`, ...diff.map((line) => `  ${line}`)].join('\n'))
    .join('\n');
}

/** What a preparation did, one line a file, and what is left to be approved. */
export function renderPrepared({ environment, changes, applied, backup }: PreparedConfiguration): string {
  const lines = changes.flatMap((change) => [fileLine(change, applied), ...change.stands.map((name) => standsLine(name, change))]);
  if (backup !== undefined)
    lines.push(`the configuration before is in ${backup}; dsw env-config-restore --env ${environment} brings it back`);
  if (!applied) lines.push('what would change was left as it is: --yes changes it');
  return lines.join('\n');
}

function fileLine({ kind, file, template }: PlannedChange, applied: boolean): string {
  switch (kind) {
    case 'created':
      return `${file}: created from ${template}`;
    case 'kept':
      return `${file}: kept as it is`;
    case 'changed':
      return applied ? `${file}: changed, as ${template} has` : `${file}: not changed`;
    default:
      return unreachable(kind);
  }
}

function standsLine(name: string, { template }: PlannedChange): string {
  return `  ${name} stays as you have it; ${template} says something else`;
}

export function renderRestored({ name, files, backup, finished }: RestoredConfiguration, environment: string): string {
  if (finished) return `the restore of the configuration ${name} was interrupted, and is finished now`;
  if (files.length === 0) return `the configuration is as it was at ${name} already`;
  const kept = backup === undefined ? [] : [`what was there before is kept: dsw env-config-restore --env ${environment} --at ${backup}`];
  return [...files.map((file) => `${file}: as it was at ${name}`), ...kept].join('\n');
}

/** The environments as a table. */
export function renderEnvironments(environments: readonly ListedEnvironment[]): string {
  return renderColumns([
    ['', 'ENVIRONMENT', 'TEMPLATE', 'PREPARED', 'RUNNING', 'PORTS', 'BACKUPS'],
    ...environments.map(({ name, current, template, prepared, activity, ports, backups }) => [
      current ? '*' : '',
      name,
      template ? name : 'default',
      prepared.length === 0 ? 'no' : prepared.join(', '),
      [...activity.running, ...activity.unknown.map((component) => `${component}?`)].join(', ') || 'no',
      ports.map(renderRange).join(', ') || 'none',
      `${backups.sets} sets, ${backups.configurations} configurations`,
    ]),
  ]);
}

function renderRange({ first, last }: PortRange): string {
  return first === last ? `${first}` : `${first}-${last}`;
}
