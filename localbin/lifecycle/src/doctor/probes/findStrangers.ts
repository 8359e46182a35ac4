import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { nearMiss, type Catalog } from '@dust-workspace/component';
import { environmentPaths, settableVariables, type ComponentLayers, type EnvFile, type Selection } from '@dust-workspace/environment';
import { workspaceComponent, workspaceName } from '../../workspaceComponent.js';
import { isSetting, settings } from '../settings.js';
import type { Stranger } from '../symptoms.js';

/** Names in env files, and settings of the workspace in the shell, that mean nothing there: mostly misspelt. Values are not looked at. */
export async function findStrangers(
  catalog: Catalog,
  selection: Selection,
  layers: ReadonlyMap<string, ComponentLayers>,
  processEnv: NodeJS.ProcessEnv,
): Promise<Stranger[]> {
  const known = new Map(
    [...catalog.components.values(), workspaceComponent(catalog.root)].map((one) => [one.name, settableVariables(one)]),
  );
  return [
    ...inProject(selection.project, known, catalog.disabled.length > 0),
    ...[...layers].flatMap(([component, own]) => inComponent(component, own, known)),
    ...(await withoutComponent(catalog, selection.environment)),
    ...inShell(processEnv),
  ];
}

type Known = ReadonlyMap<string, readonly string[]>;

/** Where a manifest cannot be read, what it declares is not known. */
function inProject({ file, entries }: EnvFile, known: Known, incomplete: boolean): Stranger[] {
  const all = [...known.values()].flat();
  return [...entries].flatMap(([name, { line }]) => {
    if (isSetting(name) || all.includes(name) || (incomplete && !name.startsWith('DSW_'))) return [];
    return [{ kind: 'variable', file, line, name, component: undefined, near: nearMiss(name, [...settings, ...all]), others: [] }];
  });
}

function inComponent(component: string, { layers }: ComponentLayers, known: Known): Stranger[] {
  const own = known.get(component) ?? [];
  return layers
    .filter(({ name }) => name === 'environment' || name === 'personal' || name === 'personal-environment')
    .flatMap(({ source }) =>
      [...source.entries].flatMap(([name, { line }]) => {
        if (own.includes(name)) return [];
        const others = [...known].flatMap(([other, names]) => (other !== component && names.includes(name) ? [other] : []));
        return [{ kind: 'variable', file: source.file, line, name, component, near: nearMiss(name, own), others }];
      }),
    );
}

/** Files that are named like the configuration of a component that there is not. */
async function withoutComponent({ root, components, disabled }: Catalog, environment: string): Promise<Stranger[]> {
  const folder = environmentPaths(root, environment).configuration;
  const known = [...components.keys(), ...disabled.map(({ name }) => name), workspaceName];
  const files = await readdir(folder).catch((): string[] => []);
  return files.flatMap((file) => {
    const [, name] = /^([^.].*)\.env$/.exec(file) ?? [];
    if (name === undefined || known.includes(name)) return [];
    const near = nearMiss(name, known);
    const place = relative(root, join(folder, file));
    return [
      {
        kind: 'file',
        file: place,
        line: undefined,
        name,
        component: undefined,
        near: near === undefined ? undefined : `${near}.env`,
        others: [],
      },
    ];
  });
}

/** Only where a setting is meant that there is: others may have variables of that prefix as well. */
function inShell(processEnv: NodeJS.ProcessEnv): Stranger[] {
  return Object.keys(processEnv).flatMap((name) => {
    const near = name.startsWith('DSW_') && !isSetting(name) ? nearMiss(name, settings) : undefined;
    return near === undefined
      ? []
      : [{ kind: 'variable', file: 'the shell', line: undefined, name, component: undefined, near, others: [] }];
  });
}
