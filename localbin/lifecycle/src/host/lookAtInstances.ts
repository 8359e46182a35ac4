import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { namePattern, unreachable, type Catalog } from '@dust-workspace/component';
import { environmentPaths } from '@dust-workspace/environment';
import type { Instance, LabelledContainer, LabelledProcess, Runtime, RuntimeName, RuntimeState } from '@dust-workspace/runtime';
import { withholding } from '../resolveInstances.js';
import type { Base } from '../session.js';
import { unknownInstance } from '../unknownInstance.js';
import { foldersIn, type ComponentFolderFound } from './componentFolders.js';
import type { FoundInstance } from './found.js';

export interface InstanceLook {
  readonly catalog: Catalog;
  readonly folders: readonly ComponentFolderFound[];
  readonly environment: string;
  readonly runtime: Runtime;
  readonly redactor: Base['redactor'];
  /** Of this environment. */
  readonly processes: readonly LabelledProcess[];
  readonly containers: readonly LabelledContainer[];
}

/** What runs of each component in an environment, or ran and has left a trace, whether it is a component now or not. */
export async function lookAtInstances(look: InstanceLook): Promise<FoundInstance[]> {
  const { catalog, environment, runtime, processes, containers } = look;
  const ran = foldersIn(environmentPaths(catalog.root, environment).run);
  const names = [...new Set([...ran, ...processes.map(({ component }) => component)])].filter((name) => namePattern.test(name)).sort();
  const instances = names.map((name) => instanceOf(look, name, 'process'));
  const states = await runtime.observe(instances);
  const asProcesses = instances.flatMap((instance): FoundInstance[] => {
    const { name } = instance.component;
    const pids = processes.filter(({ component }) => component === name).map(({ pid }) => pid);
    const state = describe(states.get(name), pids, existsSync(join(instance.runDirectory, 'process')));
    return state === undefined ? [] : [{ instance, state }];
  });
  const asContainers = containers.flatMap(({ component, name, state }): FoundInstance[] =>
    component === undefined || !namePattern.test(component)
      ? []
      : [{ instance: instanceOf(look, component, 'compose'), state: `container ${name}, ${state}` }],
  );
  return [...asProcesses, ...asContainers];
}

function instanceOf({ catalog, folders, environment, redactor }: InstanceLook, name: string, runtime: RuntimeName): Instance {
  const directory = folders.find((folder) => folder.name === name)?.directory ?? join(catalog.root, 'platform', name);
  const instance = unknownInstance(name, { environment, runtime, workspace: catalog.root, redactor: withholding(redactor), directory });
  const component = catalog.components.get(name);
  // How it is asked to end stands in its manifest.
  return component === undefined ? instance : { ...instance, component };
}

function describe(state: RuntimeState | undefined, pids: readonly number[], isStamped: boolean): string | undefined {
  switch (state?.kind) {
    case 'running':
      return `runs as ${processesOf([...new Set([...(state.pid === undefined ? [] : [state.pid]), ...pids])])}`;
    case 'orphaned':
      return `has left ${processesOf(state.pids)}`;
    case 'exited':
      return 'has ended by itself';
    case 'unknown':
      return state.reason;
    case 'stopped':
    case 'unavailable':
    case undefined:
      if (pids.length > 0) return `commands of it run: ${processesOf(pids)}`;
      return isStamped ? 'ran before' : undefined;
    default:
      return unreachable(state);
  }
}

function processesOf(pids: readonly number[]): string {
  const [first, ...rest] = pids;
  return `process ${first}${rest.length === 0 ? '' : ` and ${rest.length} more`}`;
}
