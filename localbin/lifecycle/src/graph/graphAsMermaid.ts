import type { ComponentDependencies, Dependency } from '../dependencies.js';
import type { Colour } from '../paint.js';
import { colourOfState } from '../renderStatus.js';
import type { States } from './renderGraph.js';

/** The graph as a flowchart of Mermaid, which GitHub and many editors draw: from what needs to what is needed. */
export function graphAsMermaid(dependencies: readonly ComponentDependencies[], states?: States): string {
  // Some names, such as `end`, mean something to Mermaid.
  const ids = new Map(dependencies.map(({ component }, index) => [component, `c${index}`]));
  const nodes = dependencies.map(({ component }) => {
    const state = states?.get(component);
    return state === undefined
      ? `  ${ids.get(component)}["${component}"]`
      : `  ${ids.get(component)}["${component}<br>${state}"]:::${colourOfState(state)}`;
  });
  const edges = dependencies.flatMap(({ component, needs }) =>
    needs.filter((need) => ids.has(need.component)).map((need) => `  ${ids.get(component)} ${arrowOf(need)} ${ids.get(need.component)}`),
  );
  return ['flowchart TD', ...nodes, ...edges, ...(states === undefined ? [] : classes)].join('\n');
}

function arrowOf({ condition, optional }: Dependency): string {
  const arrow = optional ? '-.->' : '-->';
  return condition === 'healthy' ? arrow : `${arrow}|${condition}|`;
}

const fills: Readonly<Partial<Record<Colour, string>>> = { green: '#c8e6c9', yellow: '#fff3c4', red: '#ffcdd2', dim: '#eceff1' };

const classes = Object.entries(fills).map(([name, fill]) => `  classDef ${name} fill:${fill},stroke:#546e7a,color:#102027`);
