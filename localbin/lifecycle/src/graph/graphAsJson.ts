import type { ComponentDependencies } from '../dependencies.js';
import type { States } from './renderGraph.js';
import { startLevels } from './selectGraph.js';

/** Exactly what `dsw graph --format json` promises: the components in the order of starting, and which of them start at once. */
export function graphAsJson(dependencies: readonly ComponentDependencies[], states?: States): unknown {
  return {
    components: dependencies.map((entry) => ({
      ...entry,
      ...(states === undefined ? {} : { state: states.get(entry.component) ?? null }),
    })),
    levels: startLevels(dependencies),
  };
}
