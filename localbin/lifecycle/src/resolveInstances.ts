import type { Catalog, Diagnostic } from '@dust-workspace/component';
import {
  environmentPaths,
  readLayers,
  readLeases,
  resolveVariables,
  volumeFolder,
  type ComponentVariables,
  type Selection,
} from '@dust-workspace/environment';
import type { Instance } from '@dust-workspace/runtime';
import { join } from 'node:path';
import type { ChosenRuntimes } from './chooseRuntimes.js';

/** A component as it would run in the selected environment. */
export interface ResolvedInstance {
  readonly instance: Instance;
  readonly variables: ComponentVariables;
  /** Problems of its variables, which prevent a start. */
  readonly diagnostics: readonly Diagnostic[];
}

const nothing: ComponentVariables = { variables: new Map(), inside: {}, ports: {}, readable: true, diagnostics: [] };

/** Reads every layer of `names` and of whatever their values refer to, and resolves them. */
export async function resolveInstances(options: {
  catalog: Catalog;
  selection: Selection;
  processEnv: NodeJS.ProcessEnv;
  runtimes: ChosenRuntimes;
}): Promise<ReadonlyMap<string, ResolvedInstance>> {
  const { catalog, selection, processEnv, runtimes } = options;
  const paths = environmentPaths(catalog.root, selection.environment);
  const [leases, layers] = await Promise.all([
    readLeases(paths.ports),
    Promise.all(
      [...catalog.components.values()].map(
        async (component) => [component.name, await readLayers(catalog.root, selection, component, processEnv)] as const,
      ),
    ),
  ]);
  const { environment } = selection;
  const resolved = resolveVariables({ catalog, environment, layers: new Map(layers), leases, runtimes: runtimes.byComponent });
  return new Map(
    [...catalog.components.values()].map((component) => {
      const variables = resolved.get(component.name) ?? nothing;
      const values = [...variables.variables.values()];
      const instance: Instance = {
        component,
        environment,
        runtime: runtimes.byComponent.get(component.name) ?? runtimes.environment,
        workspace: catalog.root,
        variables: Object.fromEntries(values.map(({ name, value }) => [name, value])),
        inside: variables.inside,
        secrets: new Set(values.filter(({ secret }) => secret).map(({ name }) => name)),
        ports: variables.ports,
        volume: volumeFolder(component.directory, environment),
        runDirectory: join(paths.run, component.name),
      };
      const contradiction = runtimes.contradictions.get(component.name);
      const diagnostics = contradiction === undefined ? variables.diagnostics : [...variables.diagnostics, contradiction];
      return [component.name, { instance, variables, diagnostics }];
    }),
  );
}
