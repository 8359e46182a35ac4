/** By what a component is run. */
export type RunBy = 'process' | 'compose' | 'kubernetes';

/**
 * From where a value is used. The host and the number of a port depend on it, and with them every text that refers to them,
 * directly or through the variables of others.
 */
export type Viewpoint =
  /** On this machine: plain processes, people, the workspace itself. */
  | { readonly kind: 'machine' }
  /** In the container of `component`, which knows its own ports as they are published on this machine, or as they are inside. */
  | { readonly kind: 'container'; readonly component: string; readonly own: 'published' | 'inside' };

/** How the ports of a component are reached: a host, and either the numbers of its manifest or those outside, leased or set. */
export interface Reach {
  readonly host: string;
  readonly port: 'inside' | 'outside';
}

/** The host at which plain processes and the workspace itself reach a port. */
export const loopback = '127.0.0.1';
/** The name under which a container knows the machine that it runs on. */
export const containerHost = 'host.docker.internal';

/** How `component` is reached from a viewpoint. Components that share a network know each other by name. One absent from `runtimes` is a process. */
export function reach(component: string, viewpoint: Viewpoint, runtimes: ReadonlyMap<string, RunBy>): Reach {
  if (viewpoint.kind === 'machine') return { host: loopback, port: 'outside' };
  if (viewpoint.component === component) return { host: loopback, port: viewpoint.own === 'inside' ? 'inside' : 'outside' };
  return runtimes.get(viewpoint.component) === runtimes.get(component)
    ? { host: component, port: 'inside' }
    : { host: containerHost, port: 'outside' };
}
