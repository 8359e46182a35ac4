import * as dagre from '@dagrejs/dagre';

/** As much of dagre as is used here: the types that it brings along do not resolve in modules of this kind. */
interface Dagre {
  readonly Graph: new () => DagreGraph;
  /** Writes places into the nodes and edges of the graph. */
  readonly layout: (graph: DagreGraph) => void;
}

interface DagreGraph {
  setGraph(options: Readonly<Record<string, string | number>>): void;
  setDefaultEdgeLabel(make: () => object): void;
  setNode(name: string, size: { width: number; height: number }): void;
  setEdge(from: string, to: string, label: { readonly weight: number }): void;
  graph(): { readonly width?: number; readonly height?: number };
  /** The middle of the node. */
  node(name: string): { readonly x: number; readonly y: number };
  edge(from: string, to: string): { readonly points?: readonly { readonly x: number; readonly y: number }[] };
}

export const { Graph, layout } = dagre as unknown as Dagre;
