import type { Catalog } from '@dust-workspace/component';
import { environmentPaths, readLayers, readLeases, type ResolveInput, type Selection } from '@dust-workspace/environment';
import type { ChosenRuntimes } from './chooseRuntimes.js';

/** Reads every layer of every component, and what else its values depend on. */
export async function readResolveInput(options: {
  catalog: Catalog;
  selection: Selection;
  processEnv: NodeJS.ProcessEnv;
  runtimes: ChosenRuntimes;
}): Promise<ResolveInput> {
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
  return { catalog, environment: selection.environment, layers: new Map(layers), leases, runtimes: runtimes.byComponent };
}
