import { loadCatalog } from '@dust-workspace/component';
import { readLayers, resolveVariables, selectEnvironment } from '@dust-workspace/environment';

/** Loads the workspace at the first argument; with `resolve` as the second it resolves all variables, too, and says how many there are. */
const [root = '', task] = process.argv.slice(2);
const catalog = await loadCatalog(root);
const selection = await selectEnvironment({ root, processEnv: {} });
if (!selection.ok) throw new Error('no environment is selected');
if (task === 'resolve') {
  const { environment } = selection.value;
  const read = [...catalog.components.values()].map(
    async (component) => [component.name, await readLayers(root, selection.value, component, {})] as const,
  );
  const resolved = resolveVariables({ catalog, environment, layers: new Map(await Promise.all(read)), leases: {}, runtimes: new Map() });
  process.stdout.write(`${[...resolved.values()].reduce((sum, { variables }) => sum + variables.size, 0)}`);
}
