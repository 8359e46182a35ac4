import type { ComponentStatus, LastBackup } from '@dust-workspace/lifecycle';
import { createBadge } from './badge.js';
import { createList, element, setAttributes, setText, type Part } from './dom.js';
import { formatAgo, formatBytes, formatLatency } from './format.js';
import { portsOf, type PortLabel } from './ports.js';

export interface Row {
  readonly component: ComponentStatus;
  /** Milliseconds. */
  readonly latency: number | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** One component in the table. */
export function createRow(): Part<Row> {
  const [name, place] = [element('strong'), element('span', { class: 'muted small' })];
  const badge = createBadge();
  const latency = cell('Probe', 'number');
  const ports = cell('Ports', 'ports');
  const showPorts = createList<PortLabel>(ports, ({ purpose, number, href }) => `${purpose} ${number} ${href ?? ''}`, createPort);
  const [backup, backupMore] = [element('span'), element('span', { class: 'muted small' })];
  const detail = cell('Detail', 'detail');
  const node = element(
    'tr',
    { role: 'row' },
    element('th', { role: 'rowheader', scope: 'row' }, name, place),
    cell('State', '', badge.node),
    latency,
    ports,
    cell('Last backup', 'backup', backup, backupMore),
    detail,
  );
  return {
    node,
    update({ component, latency: milliseconds, now }) {
      setText(name, component.name);
      setText(place, `${component.kind} · ${component.runtime}`);
      badge.update(component.state);
      setText(latency, milliseconds === undefined ? '' : formatLatency(milliseconds));
      showPorts(portsOf(component));
      setText(backup, component.lastBackup === null ? 'none' : formatAgo(now - Date.parse(component.lastBackup.at)));
      setText(backupMore, component.lastBackup === null ? '' : backupDetail(component.lastBackup, now));
      setAttributes(backup, { title: component.lastBackup?.set, class: component.lastBackup === null ? 'muted' : undefined });
      setText(detail, detailOf(component));
    },
  };
}

function cell(label: string, className: string, ...children: Node[]): HTMLTableCellElement {
  return element('td', { role: 'cell', 'data-label': label, class: className }, ...children);
}

function createPort({ purpose, number, href }: PortLabel): Part<PortLabel> {
  const label = href === undefined ? element('code', {}, String(number)) : element('a', { href }, String(number));
  return { node: element('span', { class: 'port' }, ...(purpose === '' ? [] : [`${purpose} `]), label), update: () => undefined };
}

function backupDetail({ bytes, verifiedAt }: LastBackup, now: number): string {
  return `${formatBytes(bytes)}, ${verifiedAt === null ? 'not verified' : `verified ${formatAgo(now - Date.parse(verifiedAt))}`}`;
}

function detailOf({ detail, prepared }: ComponentStatus): string {
  if (detail !== '') return detail;
  return prepared ? '' : 'not prepared';
}
