import type { DependencyAnswer } from '../../api.js';
import { Graph, layout } from './dagre.js';

/** Pixels, from the upper left corner of the whole. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Edge {
  /** What is needed. */
  readonly from: string;
  /** What needs it. */
  readonly to: string;
  readonly condition: string;
  /** Wanted, not needed. */
  readonly optional: boolean;
  /** SVG path. */
  readonly path: string;
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly edges: readonly Edge[];
}

export const nodeSize = { width: 168, height: 46 };
const gap = { row: 14, rank: 56, margin: 16 };

/** Places components from left to right in the order in which they start; those that depend on nothing and nobody stand below in rows. Pure. */
export function layoutGraph(names: readonly string[], dependencies: readonly DependencyAnswer[]): GraphLayout {
  const known = new Set(names);
  const links = dependencies.flatMap(({ component, needs }) =>
    needs
      .filter((need) => known.has(component) && known.has(need.component))
      .map((need) => ({ from: need.component, to: component, condition: need.condition, optional: need.optional })),
  );
  const linked = new Set(links.flatMap(({ from, to }) => [from, to]));
  const graph = arranged(
    names.filter((name) => linked.has(name)),
    links,
  );
  return withRest(
    graph,
    names.filter((name) => !linked.has(name)),
  );
}

type Link = Omit<Edge, 'path'>;

function arranged(names: readonly string[], links: readonly Link[]): GraphLayout {
  if (names.length === 0) return { width: 0, height: 0, boxes: new Map(), edges: [] };
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: gap.row, ranksep: gap.rank, edgesep: 8, marginx: gap.margin, marginy: gap.margin });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const name of names) graph.setNode(name, { ...nodeSize });
  for (const { from, to, optional } of links) graph.setEdge(from, to, { weight: optional ? 1 : 2 });
  layout(graph);
  const boxes = new Map(
    names.map((name) => {
      const { x, y } = graph.node(name);
      return [name, { x: Math.round(x - nodeSize.width / 2), y: Math.round(y - nodeSize.height / 2), ...nodeSize }];
    }),
  );
  const edges = routed(
    links.map((link) => ({ link, points: graph.edge(link.from, link.to).points ?? [] })),
    boxes,
  );
  const { width = 0, height = 0 } = graph.graph();
  return { width: Math.ceil(width), height: Math.ceil(height), boxes, edges };
}

/** A square of rows below the rest, not narrower than it. */
function withRest(graph: GraphLayout, rest: readonly string[]): GraphLayout {
  if (rest.length === 0) return graph;
  const step = { x: nodeSize.width + gap.row, y: nodeSize.height + gap.row };
  const columns = Math.max(Math.floor((graph.width - 2 * gap.margin + gap.row) / step.x), Math.ceil(Math.sqrt(rest.length / 2)), 1);
  const top = graph.height === 0 ? gap.margin : graph.height + gap.row;
  const boxes = new Map(graph.boxes);
  rest.forEach((name, index) => {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    boxes.set(name, { x: gap.margin + column * step.x, y: top + row * step.y, ...nodeSize });
  });
  return {
    ...graph,
    width: Math.max(graph.width, 2 * gap.margin + Math.min(columns, rest.length) * step.x - gap.row),
    height: top + Math.ceil(rest.length / columns) * step.y - gap.row + gap.margin,
    boxes,
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Routed {
  readonly link: Link;
  readonly points: readonly Point[];
}

/** Edges leave at the right side of what is needed and arrive at the left side of what needs it, spread over the side in the order of where they come from. */
function routed(edges: readonly Routed[], boxes: ReadonlyMap<string, Box>): Edge[] {
  const leaving = spread(
    edges,
    ({ link }) => link.from,
    ({ points }) => points[1]?.y ?? 0,
  );
  const arriving = spread(
    edges,
    ({ link }) => link.to,
    ({ points }) => points.at(-2)?.y ?? 0,
  );
  return edges.flatMap((edge) => {
    const [from, to] = [boxes.get(edge.link.from), boxes.get(edge.link.to)];
    if (from === undefined || to === undefined) return [];
    const start = { x: from.x + from.width, y: from.y + from.height * (leaving.get(edge) ?? 0.5) };
    const end = { x: to.x - 2, y: to.y + to.height * (arriving.get(edge) ?? 0.5) };
    // Between the two lie, in turn, a gap and a column of boxes: through a column an edge goes straight.
    const columns = edge.points.slice(1, -1).filter((_, index) => index % 2 === 1);
    return [{ ...edge.link, path: curve(start, columns, end) }];
  });
}

/** For each edge a place on the side of its box, as a share of the height. */
function spread(edges: readonly Routed[], boxOf: (edge: Routed) => string, placeOf: (edge: Routed) => number): ReadonlyMap<Routed, number> {
  const sides = new Map<string, Routed[]>();
  for (const edge of edges) sides.set(boxOf(edge), [...(sides.get(boxOf(edge)) ?? []), edge]);
  return new Map(
    [...sides.values()].flatMap((side) =>
      [...side].sort((a, b) => placeOf(a) - placeOf(b)).map((edge, index): [Routed, number] => [edge, (index + 1) / (side.length + 1)]),
    ),
  );
}

/** Level where it leaves, where it arrives and through every column between. */
function curve(start: Point, columns: readonly Point[], end: Point): string {
  const half = nodeSize.width / 2;
  const stations = columns.flatMap(({ x, y }) => [
    { x: x - half, y },
    { x: x + half, y },
  ]);
  let path = `M${at(start)}`;
  let before = start;
  [...stations, end].forEach((next, index) => {
    const straight = index % 2 === 1;
    const middle = (before.x + next.x) / 2;
    path += straight ? `L${at(next)}` : `C${at({ x: middle, y: before.y })} ${at({ x: middle, y: next.y })} ${at(next)}`;
    before = next;
  });
  return path;
}

function at({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
