import { profileComponents } from '../profileComponents.js';
import type { Session } from '../session.js';
import { planForward, type ForwardRow, type PortOfComponent } from './planForward.js';

/** The well-known ports of `names`, or of the profile with what it needs, and what becomes of them. Reads only. */
export function portsToForward(session: Session, names: readonly string[]): ForwardRow[] {
  const { catalog, graph } = session.base;
  const chosen = names.length === 0 ? graph.closure(profileComponents(session.base)) : [...new Set(names)];
  return planForward(
    chosen.flatMap((name) => portsOf(session, name)),
    [...catalog.components.keys()].flatMap((name) => portsOf(session, name)),
  );
}

function portsOf(session: Session, name: string): PortOfComponent[] {
  const { component, ports } = session.resolved(name).instance;
  return Object.entries(component.manifest.ports).map(([port, wellKnown]) => {
    const own = ports[port];
    return { component: name, port, wellKnown, ...(own === undefined ? {} : { own }) };
  });
}
