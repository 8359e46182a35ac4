/** Edges by the name of the node they leave. Edges to names that are no key are ignored. */
export type Edges = ReadonlyMap<string, readonly string[]>;

/**
 * Cycles such that every edge on any cycle is on one of these, each once, shortest first for every edge.
 * A cycle begins with its alphabetically first node, which is not repeated at the end.
 */
export function findCycles(edges: Edges): string[][] {
  const cycles = new Map<string, string[]>();
  const covered = new Set<string>();
  for (const nodes of stronglyConnected(edges)) {
    for (const from of [...nodes].sort()) {
      for (const to of [...(edges.get(from) ?? [])].sort()) {
        if (!nodes.has(to) || covered.has(edge(from, to))) continue;
        const cycle = rotate([from, ...shortestPath(edges, nodes, to, from).slice(0, -1)]);
        cycle.forEach((node, index) => covered.add(edge(node, cycle[(index + 1) % cycle.length] ?? node)));
        cycles.set(cycle.join(' '), cycle);
      }
    }
  }
  return [...cycles.values()];
}

function edge(from: string, to: string): string {
  return `${from} ${to}`;
}

/** Groups of nodes that reach each other (Tarjan), without recursion: a chain may be as long as a workspace is large. */
function stronglyConnected(edges: Edges): Set<string>[] {
  const groups: Set<string>[] = [];
  const indexes = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const lower = (node: string, index: number) => lowest.set(node, Math.min(lowest.get(node) ?? index, index));
  const enter = (node: string) => {
    indexes.set(node, indexes.size);
    lower(node, indexes.size - 1);
    open.push(node);
    isOpen.add(node);
    return { node, rest: (edges.get(node) ?? []).filter((next) => edges.has(next)) };
  };
  for (const root of [...edges.keys()].sort()) {
    const path = indexes.has(root) ? [] : [enter(root)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.pop();
      if (next === undefined) {
        path.pop();
        const own = lowest.get(top.node) ?? 0;
        if (path.length > 0) lower(path.at(-1)?.node ?? '', own);
        if (own === indexes.get(top.node)) groups.push(new Set(close(open, isOpen, top.node)));
      } else if (!indexes.has(next)) {
        path.push(enter(next));
      } else if (isOpen.has(next)) {
        lower(top.node, indexes.get(next) ?? 0);
      }
    }
  }
  return groups;
}

function close(open: string[], isOpen: Set<string>, node: string): string[] {
  const group = open.splice(open.lastIndexOf(node));
  for (const member of group) isOpen.delete(member);
  return group;
}

/** Nodes from `from` to `to`, both included, by way of `nodes` only. */
function shortestPath(edges: Edges, nodes: ReadonlySet<string>, from: string, to: string): string[] {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  for (const [node] of cameFrom) {
    if (node === to) break;
    for (const next of [...(edges.get(node) ?? [])].sort()) if (nodes.has(next) && !cameFrom.has(next)) cameFrom.set(next, node);
  }
  const path: string[] = [];
  for (let node: string | undefined = to; node !== undefined; node = cameFrom.get(node)) path.unshift(node);
  return path;
}

function rotate(cycle: readonly string[]): string[] {
  const first = cycle.indexOf([...cycle].sort()[0] ?? '');
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}
