import type { Catalog, Component, Diagnostic } from '@dust-workspace/component';
import { isHostOfPort, variablesOf } from './declarations.js';
import type { ComponentLayers } from './layers.js';
import { originOf, placeToSet, settersOf, type Origin } from './setters.js';
import { View } from './view.js';
import type { RunBy } from './viewpoint.js';

/** One variable of a component, with where its value comes from. */
export interface ResolvedVariable {
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
  readonly origin: Origin;
  /** Layers that set it too and lost, highest first. */
  readonly shadowed: readonly Origin[];
}

export interface ComponentVariables {
  /** Own ports are those outside, on 127.0.0.1; what belongs to others is as the component itself reaches it. */
  readonly variables: ReadonlyMap<string, ResolvedVariable>;
  /** The values of `variables` inside its own container, where ports are those of the manifest. For a process they are the same. */
  readonly inside: Readonly<Record<string, string>>;
  /** Ports that have a number: leased, or set by a layer. */
  readonly ports: Readonly<Record<string, number>>;
  /** Whether all of its files could be read; otherwise values and ports may not be what they should be. */
  readonly readable: boolean;
  /** Problems which make it impossible to start the component. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface ResolveInput {
  readonly catalog: Catalog;
  /** The name of the environment, for remedies. */
  readonly environment: string;
  readonly layers: ReadonlyMap<string, ComponentLayers>;
  /** Leased ports by name; port names are unique, since they begin with their component's. */
  readonly leases: Readonly<Record<string, number>>;
  /** By what each component is run; one that is absent is a process. */
  readonly runtimes: ReadonlyMap<string, RunBy>;
}

/** Values of the variables of all components that `layers` holds. Pure. Components in `catalog` without layers count as absent. */
export function resolveVariables(input: ResolveInput): ReadonlyMap<string, ComponentVariables> {
  const machine = new View(input, { kind: 'machine' });
  return new Map(
    [...input.layers].sort(byName).map(([name, layers]) => {
      const component = input.catalog.components.get(name);
      if (component === undefined) return [name, nothing];
      if ((input.runtimes.get(name) ?? 'process') === 'process')
        return [name, resolveComponent(input, component, layers, machine, machine)];
      const published = new View(input, { kind: 'container', component: name, own: 'published' }, machine);
      const inside = new View(input, { kind: 'container', component: name, own: 'inside' }, machine);
      return [name, resolveComponent(input, component, layers, published, inside)];
    }),
  );
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

const nothing: ComponentVariables = { variables: new Map(), inside: {}, ports: {}, readable: true, diagnostics: [] };

function resolveComponent(
  { environment }: ResolveInput,
  component: Component,
  layers: ComponentLayers,
  outsideView: View,
  insideView: View,
): ComponentVariables {
  const variables = new Map<string, ResolvedVariable>();
  const inside: Record<string, string> = {};
  const ports: Record<string, number> = {};
  const diagnostics: Diagnostic[] = [];
  for (const name of variablesOf(component)) {
    const found = outsideView.lookup(component.name, name);
    if (found.kind === 'problem') diagnostics.push(found.diagnostic);
    if (found.kind === 'missing' && isRequired(component, name)) diagnostics.push(missing(component, name, environment));
    if (found.kind !== 'value') continue;
    const isHost = isHostOfPort(component, name);
    const [winner, ...shadowed] = isHost ? [] : settersOf(layers.layers, name).map(originOf);
    const origin = winner ?? { layer: isHost ? 'derived' : 'lease' };
    variables.set(name, { name, value: found.value, secret: found.secret, origin, shadowed });
    if (name in component.manifest.ports) ports[name] = Number(found.value);
    const within = insideView === outsideView ? found : insideView.lookup(component.name, name);
    if (within.kind === 'problem' && !isTold(within.diagnostic, diagnostics)) diagnostics.push(within.diagnostic);
    if (within.kind === 'value') inside[name] = within.value;
  }
  // What a file that cannot be read would have set is no problem of its own.
  const readable = layers.diagnostics.length === 0;
  return { variables, inside, ports, readable, diagnostics: readable ? diagnostics : layers.diagnostics };
}

/** From both viewpoints most problems are the same. */
function isTold({ message }: Diagnostic, told: readonly Diagnostic[]): boolean {
  return told.some((other) => other.message === message);
}

function isRequired(component: Component, variable: string): boolean {
  return component.manifest.env[variable]?.optional === false;
}

function missing(component: Component, variable: string, environment: string): Diagnostic {
  return {
    severity: 'error',
    code: 'variable-missing',
    message: `${component.name} needs a value for ${variable}`,
    remedy: `Set ${variable} in ${placeToSet(component, environment)}.`,
    file: `${component.root}/component.yaml`,
  };
}
