import type { ComponentState, ComponentStatus } from '@dust-workspace/lifecycle';

export interface PortLabel {
  /** What the port is for, where the component has several; empty where it has one. */
  readonly purpose: string;
  readonly number: number;
  /** Where a browser finds something there. */
  readonly href: string | undefined;
}

type Row = Pick<ComponentStatus, 'name' | 'kind' | 'state' | 'ports'>;

const answering: ReadonlySet<ComponentState> = new Set(['starting', 'running', 'healthy', 'degraded', 'unhealthy']);

/** The ports of a component for people: `TEMPORAL_UI_PORT` of temporal is `ui`. */
export function portsOf({ name, kind, state, ports }: Row): PortLabel[] {
  const entries = Object.entries(ports);
  const prefix = `${name.toUpperCase().replaceAll('-', '_')}_`;
  return entries.map(([port, number]) => {
    const purpose = port
      .replace(/_?PORT$/, '')
      .replace(prefix.slice(0, -1), '')
      .replace(/^_/, '')
      .toLowerCase()
      .replaceAll('_', ' ');
    const open = answering.has(state) && (kind === 'application' || /\b(http|ui|web|dashboard|console)\b/.test(purpose));
    return { purpose: entries.length > 1 ? purpose : '', number, href: open ? `http://127.0.0.1:${number}/` : undefined };
  });
}
