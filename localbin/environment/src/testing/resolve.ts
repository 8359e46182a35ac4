import type { Component, Diagnostic } from '@dust-workspace/component';
import type { EnvEntry } from '../envFile.js';
import type { ComponentLayers, LayerName } from '../layers.js';
import { resolveVariables, type ResolvedVariable } from '../resolveVariables.js';
import type { RunBy } from '../viewpoint.js';
import { catalog } from './component.js';

/** What layers set, by layer. */
export type Sources = Partial<Record<LayerName, Readonly<Record<string, string>>>>;

export interface Resolved {
  values(name: string): Readonly<Record<string, string>>;
  inside(name: string): Readonly<Record<string, string>> | undefined;
  variable(name: string, key: string): ResolvedVariable | undefined;
  diagnostics(name: string): readonly Diagnostic[];
  problems(name: string): readonly string[];
  ports(name: string): Readonly<Record<string, number>> | undefined;
}

/** Resolves `components`, each with what its layers set besides the manifest. */
export function resolve(
  components: readonly (readonly [Component, Sources])[],
  leases: Readonly<Record<string, number>> = {},
  runtimes: Readonly<Record<string, RunBy>> = {},
): Resolved {
  const resolved = resolveVariables({
    catalog: catalog(...components.map(([component]) => component)),
    environment: 'staging',
    layers: new Map(components.map(([component, sources]) => [component.name, layersOf(component, sources)])),
    leases,
    runtimes: new Map(Object.entries(runtimes)),
  });
  const diagnostics = (name: string): readonly Diagnostic[] => resolved.get(name)?.diagnostics ?? [];
  return {
    values: (name) =>
      Object.fromEntries([...(resolved.get(name)?.variables.values() ?? [])].map((variable) => [variable.name, variable.value])),
    inside: (name) => resolved.get(name)?.inside,
    variable: (name, key) => resolved.get(name)?.variables.get(key),
    diagnostics,
    problems: (name) => diagnostics(name).map(({ message }) => message),
    ports: (name) => resolved.get(name)?.ports,
  };
}

function layersOf(component: Component, sources: Sources): ComponentLayers {
  const manifest = Object.fromEntries(
    Object.entries(component.manifest.env).flatMap(([name, { default: value }]) => (value === undefined ? [] : [[name, value]])),
  );
  return {
    diagnostics: [],
    layers: Object.entries({ manifest, ...sources }).map(([name, values]) => ({
      name: name as LayerName,
      source: {
        file: `${name}.env`,
        entries: new Map(Object.entries(values).map(([key, value], index) => [key, entry(value, index + 1)])),
      },
    })),
  };
}

/** As if it stood at the beginning of a line. */
function entry(value: string, line: number): EnvEntry {
  return { value, line, locate: (index) => ({ line, column: index + 1 }) };
}
