import type { Component, Diagnostic } from '@dust-workspace/component';
import type { EnvEntry } from './envFile.js';
import type { Layer, LayerName } from './layers.js';

/** A layer that sets a variable, and to what. */
export interface Setter {
  readonly layer: Layer;
  readonly entry: EnvEntry;
}

/** A layer, or what the workspace itself provides: a leased port, the host of a port. */
export interface Origin {
  readonly layer: LayerName | 'lease' | 'derived';
  readonly file?: string;
  readonly line?: number;
}

/** The layers that set a variable, the winner first. */
export function settersOf(layers: readonly Layer[], variable: string): Setter[] {
  const setters: Setter[] = [];
  for (const layer of layers) {
    const entry = layer.source.entries.get(variable);
    if (entry !== undefined) setters.unshift({ layer, entry });
  }
  return setters;
}

/** The highest layer that sets a variable. */
export function winnerOf(layers: readonly Layer[], variable: string): Setter | undefined {
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index];
    const entry = layer?.source.entries.get(variable);
    if (layer !== undefined && entry !== undefined) return { layer, entry };
  }
  return undefined;
}

export function originOf({ layer, entry }: Setter): Origin {
  if (layer.name === 'shell') return { layer: layer.name };
  if (layer.name === 'manifest') return { layer: layer.name, file: layer.source.file };
  return { layer: layer.name, file: layer.source.file, line: entry.line };
}

/** The diagnostic of a component's value, with the place where it is set, or `index` characters further inside of it. */
export function placed({ layer, entry }: Setter, diagnostic: Diagnostic & { readonly remedy: string }, index = 0): Diagnostic {
  if (layer.name === 'shell') return { ...diagnostic, remedy: `${diagnostic.remedy} It comes from the shell's environment.` };
  const position = entry.locate?.(index);
  return { ...diagnostic, file: layer.source.file, ...(position === undefined ? {} : { range: { start: position, end: position } }) };
}

/** Where people set what a component lacks. */
export function placeToSet(component: Component, environment: string): string {
  return `env/${environment}/${component.name}.env (or ${component.root}/.env)`;
}
