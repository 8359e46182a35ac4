import type { Catalog, Component, Diagnostic, Variable } from '@dust-workspace/component';
import { expectation, parsePort, typedValue } from './checkValue.js';
import type { EnvEntry } from './envFile.js';
import type { ComponentLayers, Layer, LayerName } from './layers.js';
import { parseReferences, type Piece } from './references.js';

/** One variable of a component, with where its value comes from. */
export interface ResolvedVariable {
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
  readonly origin: Origin;
  /** Layers that set it too and lost, highest first. */
  readonly shadowed: readonly Origin[];
}

/** A layer, or what the workspace itself provides: a leased port, the host of a port. */
export interface Origin {
  readonly layer: LayerName | 'lease' | 'derived';
  readonly file?: string;
  readonly line?: number;
}

export interface ComponentVariables {
  readonly variables: ReadonlyMap<string, ResolvedVariable>;
  /** Ports that have a number: leased, or set by a layer. */
  readonly ports: Readonly<Record<string, number>>;
  /** Whether all of its files could be read; otherwise values and ports may not be what they should be. */
  readonly readable: boolean;
  /** Problems which make it impossible to start the component. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface ResolveInput {
  readonly catalog: Catalog;
  readonly layers: ReadonlyMap<string, ComponentLayers>;
  /** Leased ports by name; port names are unique, since they begin with their component's. */
  readonly leases: Readonly<Record<string, number>>;
}

/** The host at which plain processes and the workspace itself reach a port. */
export const loopback = '127.0.0.1';
const placeholder = 'TO_BE_REPLACED';

/** Values of the variables of all components that `layers` holds. Pure. Components in `catalog` without layers count as absent. */
export function resolveVariables(input: ResolveInput): ReadonlyMap<string, ComponentVariables> {
  const resolver = new Resolver(input);
  return new Map([...input.layers.keys()].map((name) => [name, resolver.component(name)]));
}

type Lookup =
  | { readonly kind: 'value'; readonly value: string; readonly secret: boolean }
  | { readonly kind: 'missing' }
  | { readonly kind: 'problem'; readonly diagnostic: Diagnostic };

class Resolver {
  readonly #cache = new Map<string, Lookup>();
  readonly #active: string[] = [];

  constructor(readonly input: ResolveInput) {}

  component(name: string): ComponentVariables {
    const component = this.input.catalog.components.get(name);
    const layers = this.input.layers.get(name);
    if (component === undefined || layers === undefined) return { variables: new Map(), ports: {}, readable: true, diagnostics: [] };
    const variables = new Map<string, ResolvedVariable>();
    const ports: Record<string, number> = {};
    const diagnostics: Diagnostic[] = [];
    for (const variable of variablesOf(component)) {
      const found = this.lookup(name, variable);
      if (found.kind === 'problem') diagnostics.push(found.diagnostic);
      if (found.kind === 'missing' && isRequired(component, variable)) diagnostics.push(missing(component, variable));
      if (found.kind !== 'value') continue;
      const setters = settersOf(layers.layers, variable);
      const [winner, ...shadowed] = setters.map(({ layer, entry }) => originOf(layer, entry));
      const origin = winner ?? { layer: variable.endsWith('_HOST') ? 'derived' : 'lease' };
      variables.set(variable, { name: variable, value: found.value, secret: found.secret, origin, shadowed });
      if (variable in component.manifest.ports) ports[variable] = Number(found.value);
    }
    // What a file that cannot be read would have set is no problem of its own.
    const readable = layers.diagnostics.length === 0;
    return { variables, ports, readable, diagnostics: readable ? diagnostics : layers.diagnostics };
  }

  lookup(componentName: string, variable: string): Lookup {
    const key = `${componentName}.${variable}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined) return cached;
    if (this.#active.includes(key)) return { kind: 'problem', diagnostic: this.#cycle(key) };
    this.#active.push(key);
    const result = this.#resolve(componentName, variable);
    this.#active.pop();
    this.#cache.set(key, result);
    return result;
  }

  #resolve(componentName: string, variable: string): Lookup {
    const component = this.input.catalog.components.get(componentName);
    const layers = this.input.layers.get(componentName)?.layers;
    if (component === undefined || layers === undefined) return { kind: 'missing' };
    const isPort = variable in component.manifest.ports;
    const declared = component.manifest.env[variable];
    const [setter] = settersOf(layers, variable);
    if (setter === undefined) {
      if (isPort) return valueOf(this.input.leases[variable]?.toString());
      if (declared === undefined && portOfHost(component, variable) !== undefined) return valueOf(loopback);
      return { kind: 'missing' };
    }
    if (declared === undefined && !isPort) return { kind: 'missing' };
    const expanded = this.#expand(component, setter, variable);
    if (expanded.kind !== 'value') return expanded;
    const problem = this.#check(component, variable, declared, setter, expanded.value);
    if (problem !== undefined) return { kind: 'problem', diagnostic: problem };
    if (expanded.value === '' && (declared?.optional ?? false)) return { kind: 'missing' };
    return { ...expanded, secret: expanded.secret || (declared?.secret ?? false) };
  }

  #expand(component: Component, setter: Setter, variable: string): Lookup {
    let value = '';
    let secret = false;
    for (const piece of parseReferences(setter.entry.value)) {
      if (piece.kind === 'text') {
        value += piece.text;
        continue;
      }
      const target = this.lookup(piece.component ?? component.name, piece.name);
      if (target.kind === 'problem') return target;
      if (target.kind === 'value') {
        value += target.value;
        secret ||= target.secret;
      } else if (piece.fallback === undefined) return { kind: 'problem', diagnostic: unknownReference(component, setter, variable, piece) };
      else value += piece.fallback;
    }
    return { kind: 'value', value, secret };
  }

  #check(component: Component, name: string, declared: Variable | undefined, setter: Setter, value: string): Diagnostic | undefined {
    if (value.includes(placeholder))
      return at(setter, component, 'placeholder', `${name} still says ${placeholder}`, `Set ${name} in ${placeToSet(component)}.`);
    if (declared === undefined)
      return parsePort(value) === undefined
        ? at(setter, component, 'value', `${name} must be a port number from 1 to 65535`, 'Correct it, or remove it to have a port leased.')
        : undefined;
    if (value === '' && declared.optional) return undefined;
    if (typedValue(value, declared) !== undefined) return undefined;
    const shown = declared.secret ? '' : `, not ${JSON.stringify(value.slice(0, 80))}`;
    return at(setter, component, 'value', `${name} must be ${expectation(declared)}${shown}`, 'Correct the value.');
  }

  #cycle(key: string): Diagnostic {
    const path = [...this.#active.slice(this.#active.indexOf(key)), key];
    return {
      severity: 'error',
      code: 'reference-cycle',
      message: `variables refer to each other in a circle: ${path.join(' -> ')}`,
      remedy: 'Give one of them a value of its own.',
    };
  }
}

interface Setter {
  readonly layer: Layer;
  readonly entry: EnvEntry;
}

/** The layers that set a variable, the winner first. */
function settersOf(layers: readonly Layer[], variable: string): Setter[] {
  return layers
    .flatMap((layer) => {
      const entry = layer.source.entries.get(variable);
      return entry === undefined ? [] : [{ layer, entry }];
    })
    .reverse();
}

function variablesOf(component: Component): string[] {
  const ports = Object.keys(component.manifest.ports);
  return [...ports, ...ports.map(hostOfPort).filter((name) => !(name in component.manifest.env)), ...Object.keys(component.manifest.env)];
}

function hostOfPort(port: string): string {
  return port.replace(/_PORT$/, '_HOST');
}

function portOfHost(component: Component, variable: string): string | undefined {
  return Object.keys(component.manifest.ports).find((port) => hostOfPort(port) === variable);
}

function isRequired(component: Component, variable: string): boolean {
  return component.manifest.env[variable]?.optional === false;
}

function missing(component: Component, variable: string): Diagnostic {
  return {
    severity: 'error',
    code: 'variable-missing',
    message: `${component.name} needs a value for ${variable}`,
    remedy: `Set ${variable} in ${placeToSet(component)}.`,
    file: `${component.root}/component.yaml`,
  };
}

function placeToSet(component: Component): string {
  return `env/<environment>/${component.name}.env (or ${component.root}/.env)`;
}

function unknownReference(
  component: Component,
  setter: Setter,
  variable: string,
  piece: Extract<Piece, { kind: 'reference' }>,
): Diagnostic {
  const target = piece.component === undefined ? piece.name : `${piece.component}.${piece.name}`;
  return at(
    setter,
    component,
    'unknown-reference',
    `${variable} refers to \${${target}}, which has no value`,
    `Correct the name, or give a fallback: \${${target}:-value}.`,
  );
}

function at(setter: Setter, component: Component, code: string, message: string, remedy: string): Diagnostic {
  const base = { severity: 'error', code, message: `${component.name}: ${message}`, remedy } as const;
  if (setter.layer.name === 'shell') return { ...base, remedy: `${remedy} It comes from the shell's environment.` };
  if (setter.layer.name === 'manifest') return { ...base, file: setter.layer.source.file };
  const position = { line: setter.entry.line, column: 1 };
  return { ...base, file: setter.layer.source.file, range: { start: position, end: position } };
}

function originOf(layer: Layer, entry: EnvEntry): Origin {
  if (layer.name === 'shell') return { layer: layer.name };
  if (layer.name === 'manifest') return { layer: layer.name, file: layer.source.file };
  return { layer: layer.name, file: layer.source.file, line: entry.line };
}

function valueOf(value: string | undefined): Lookup {
  return value === undefined ? { kind: 'missing' } : { kind: 'value', value, secret: false };
}
