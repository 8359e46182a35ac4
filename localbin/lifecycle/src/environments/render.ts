import { unreachable } from '@dust-workspace/component';
import type { ConfigurationChange, PlannedChange, PortRange, RestoredConfiguration } from '@dust-workspace/environment';
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
export function renderPrepared({ environment, changes, applied, backup, planned }: PreparedConfiguration): string {
  if (planned !== undefined) return renderPlanned(changes, planned.project);
  const lines = changes.flatMap((change) => [fileLine(change, applied), ...change.stands.map((name) => standsLine(name, change))]);
  if (backup !== undefined)
    lines.push(`the configuration before is in ${backup}; dsw env-config-restore --env ${environment} brings it back`);
  if (!applied) lines.push('what would change was left as it is: --yes changes it');
  return lines.join('\n');
}

/** A preparation for other programs: what becomes of the files, but nothing of what is in them. */
export function preparedAsJson({ environment, changes, applied, backup }: PreparedConfiguration): unknown {
  const files = changes.map(({ kind, file, template, stands }) => ({ kind, file, template, stands }));
  return { environment, files, applied, backup: backup ?? null };
}

/** What a preparation would do, and has not done. */
function renderPlanned(changes: readonly PlannedChange[], project: ConfigurationChange | undefined): string {
  const created = ({ file, template }: ConfigurationChange): string => `${file}: would be created from ${template}`;
  const lines = changes.flatMap((change) => {
    if (change.kind === 'changed') return [renderChanges([change])];
    const line = change.kind === 'created' ? created(change) : `${change.file}: kept as it is`;
    return [line, ...change.stands.map((name) => standsLine(name, change))];
  });
  if (project !== undefined) lines.unshift(created(project));
  return lines.length === 0 ? 'there is no template, and nothing to prepare' : lines.join('\n');
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

export function renderRestored({ name, files, backup, finished }: RestoredConfiguration, environment: string, planned = false): string {
  if (planned && finished) return `the restore of the configuration ${name} was interrupted, and would be finished`;
  if (planned && files.length > 0) return files.map((file) => `${file}: would be as it was at ${name}`).join('\n');
  if (finished) return `the restore of the configuration ${name} was interrupted, and is finished now`;
  if (files.length === 0) return `the configuration is as it was at ${name} already`;
  const kept = backup === undefined ? [] : [`what was there before is kept: dsw env-config-restore --env ${environment} --at ${backup}`];
  return [...files.map((file) => `${file}: as it was at ${name}`), ...kept].join('\n');
}

/** The environments as a table. */
export function renderEnvironments(environments: readonly ListedEnvironment[], width?: number): string {
  const header = ['', 'ENVIRONMENT', 'TEMPLATE', 'PREPARED', 'RUNNING', 'PORTS', 'BACKUPS'];
  const rows = environments.map(({ name, current, template, prepared, activity, ports, backups }) => [
    current ? '*' : '',
    name,
    template ? name : 'default',
    prepared.length === 0 ? 'no' : prepared.join(', '),
    [...activity.running, ...activity.unknown.map((component) => `${component}?`)].join(', ') || 'no',
    ports.map(renderRange).join(', ') || 'none',
    `${backups.sets} sets, ${backups.configurations} configurations`,
  ]);
  return renderColumns([header, ...rows], {
    width,
    yields: [
      { kind: 'swap', column: 6, cells: ['BACKUPS', ...environments.map(({ backups }) => `${backups.sets} sets`)] },
      { kind: 'wrap', column: 3, least: 20 },
      { kind: 'wrap', column: 4, least: 20 },
      { kind: 'drop', column: 2 },
      { kind: 'wrap', column: 5, least: 12 },
    ],
  });
}

function renderRange({ first, last }: PortRange): string {
  return first === last ? `${first}` : `${first}-${last}`;
}
