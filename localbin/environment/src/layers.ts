import { join, relative } from 'node:path';
import type { Component, Diagnostic, Result } from '@dust-workspace/component';
import { checkoutFolder, checkoutVariable } from './checkoutVariable.js';
import { settableVariables } from './declarations.js';
import { readEnvFile, type EnvEntry, type EnvFile } from './envFile.js';
import { isThere } from './isThere.js';
import { configurationFile } from './paths.js';
import type { Selection } from './selectEnvironment.js';

/** Where a value may come from, from the lowest to the highest. The highest layer that sets a variable wins. */
export const layerNames = ['manifest', 'project', 'environment', 'personal', 'personal-environment', 'shell'] as const;
export type LayerName = (typeof layerNames)[number];

/** What one layer sets for one component. */
export interface Layer {
  readonly name: LayerName;
  readonly source: EnvFile;
}

export interface ComponentLayers {
  /** In the order of `layerNames`. */
  readonly layers: readonly Layer[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads all layers of one component. A file that cannot be parsed is left out and reported. */
export async function readLayers(
  root: string,
  selection: Selection,
  component: Component,
  processEnv: NodeJS.ProcessEnv,
): Promise<ComponentLayers> {
  const environment = configuredEnvironment(selection);
  const files: readonly [LayerName, Promise<Result<EnvFile>>][] = [
    ['environment', readFrom(root, configurationFile(root, environment, component.name))],
    ['personal', readFrom(root, join(component.directory, '.env'))],
    ['personal-environment', readPlainOrEncrypted(root, join(component.directory, `.env.${environment}`), processEnv)],
  ];
  const read = await Promise.all(files.map(async ([name, result]) => ({ name, result: await result })));
  const layers: Layer[] = [
    { name: 'manifest', source: manifestLayer(component, environment) },
    { name: 'project', source: selection.project },
    ...read.flatMap(({ name, result }) => (result.ok ? [{ name, source: result.value }] : [])),
    { name: 'shell', source: shellLayer(component, processEnv) },
  ];
  return {
    layers: selection.configurationOf === undefined ? layers : layers.map((layer) => withoutPorts(layer, component)),
    diagnostics: read.flatMap(({ result }) => (result.ok ? [] : result.diagnostics)),
  };
}

/** The environment whose files are read. */
export function configuredEnvironment({ environment, configurationOf = environment }: Selection): string {
  return configurationOf;
}

/** The environment that they were set for may be running at these very ports. */
function withoutPorts({ name, source }: Layer, { manifest }: Component): Layer {
  return { name, source: { ...source, entries: new Map([...source.entries].filter(([variable]) => !(variable in manifest.ports))) } };
}

function readFrom(root: string, path: string): Promise<Result<EnvFile>> {
  return readEnvFile(path, relative(root, path));
}

/** The plain text wins: who decrypts a file does so to try something else. Most workspaces need not load what opens the encrypted one. */
export async function readPlainOrEncrypted(root: string, path: string, processEnv: NodeJS.ProcessEnv): Promise<Result<EnvFile>> {
  const crypt = `${path}.crypt`;
  if (isThere(path) || !isThere(crypt)) return readFrom(root, path);
  const { readSecretLayer } = await import('./secrets/readSecretLayer.js');
  return readSecretLayer(crypt, relative(root, crypt), processEnv);
}

function manifestLayer(component: Component, environment: string): EnvFile {
  const defaults = Object.entries(component.manifest.env).flatMap(([name, variable]) =>
    variable.default === undefined ? [] : [[name, defaultOf(component, name, variable.default)] as const],
  );
  const { name, root, directory, manifest } = component;
  const checkout =
    manifest.source === undefined ? [] : [[checkoutVariable(name), { value: checkoutFolder(directory, environment), line: 1 }] as const];
  return { file: `${root}/component.yaml`, entries: new Map<string, EnvEntry>([...defaults, ...checkout]) };
}

function defaultOf({ locate }: Component, name: string, value: string): EnvEntry {
  return locate === undefined ? { value, line: 1 } : { value, line: 1, locate: () => locate(['env', name, 'default'], 'value').start };
}

/** Of the shell's environment only what is declared. */
function shellLayer(component: Component, processEnv: NodeJS.ProcessEnv): EnvFile {
  const set = settableVariables(component).flatMap((name) => {
    const value = processEnv[name];
    return value === undefined ? [] : [[name, { value, line: 1 }] as const];
  });
  return { file: 'the shell', entries: new Map(set) };
}
