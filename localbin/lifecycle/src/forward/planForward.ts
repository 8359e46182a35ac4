/** A port of a component: where the world expects it, and where the environment has it. */
export interface PortOfComponent {
  readonly component: string;
  /** The name in the manifest. */
  readonly port: string;
  /** The number in the manifest. */
  readonly wellKnown: number;
  /** The number on this machine; absent until one is leased. */
  readonly own?: number;
}

export type ForwardRow =
  /** What arrives at `from` on this machine is passed on to `to`. */
  | { readonly kind: 'forwarded'; readonly component: string; readonly port: string; readonly from: number; readonly to: number }
  /** The component is where it is expected without that. */
  | { readonly kind: 'there'; readonly component: string; readonly port: string; readonly from: number }
  | { readonly kind: 'impossible'; readonly component: string; readonly port: string; readonly from: number; readonly reason: string };

/** What passing on the well-known ports of `chosen` comes to, given all ports of the environment. Pure. */
export function planForward(chosen: readonly PortOfComponent[], all: readonly PortOfComponent[]): ForwardRow[] {
  return chosen.map((port) => rowOf(port, chosen, all));
}

function rowOf(
  { component, port, wellKnown: from, own }: PortOfComponent,
  chosen: readonly PortOfComponent[],
  all: readonly PortOfComponent[],
): ForwardRow {
  const row = { component, port, from };
  if (own === from) return { kind: 'there', ...row };
  const impossible = (reason: string): ForwardRow => ({ kind: 'impossible', ...row, reason });
  const holder = all.find((other) => other.own === from);
  if (holder !== undefined) return impossible(`in this environment it is ${holder.port} of ${holder.component}`);
  if (own === undefined) return impossible(`${component} has no port yet: dsw prep ${component}`);
  const rivals = chosen.filter((other) => other.wellKnown === from && other.port !== port).map((other) => other.component);
  if (rivals.length > 0) return impossible(`it is that of ${rivals.join(' and ')} as well: name the one that is meant`);
  return { kind: 'forwarded', ...row, to: own };
}
