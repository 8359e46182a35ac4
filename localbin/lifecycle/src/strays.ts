import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { problem, type Diagnostic, type Manifest } from '@dust-workspace/component';
import { environmentPaths, volumeFolder } from '@dust-workspace/environment';
import type { Instance, RuntimeState } from '@dust-workspace/runtime';
import type { Outcome } from './events.js';
import type { Base } from './session.js';

/** What runs although it is no component now: its manifest was broken, or its folder removed, while it ran. */
export interface Stray {
  readonly instance: Instance;
  readonly pids: readonly number[];
}

/** Everything that left a run folder in the environment, still runs, and is in no sound manifest. */
export async function findStrays({ catalog, selection, runtime }: Base): Promise<Stray[]> {
  const { run } = environmentPaths(catalog.root, selection.environment);
  const entries = await readdir(run, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory() && !catalog.components.has(entry.name)).map(({ name }) => name);
  if (names.length === 0) return [];
  const found: Stray[] = [];
  // By which runtime it ran is not known any more.
  for (const by of ['process', 'compose'] as const) {
    const instances = names.sort().map((name) => instanceOf(name, by, catalog.root, selection.environment, join(run, name)));
    const states = await runtime.observe(instances);
    for (const instance of instances) {
      const pids = pidsOf(states.get(instance.component.name));
      if (pids.length > 0) found.push({ instance, pids });
    }
  }
  return found;
}

export function strayProblem({ instance, pids }: Stray): Diagnostic {
  const processes = `${pids.length === 1 ? 'process' : 'processes'} ${pids.join(', ')}`;
  return problem(
    'stray',
    `${instance.component.name} still runs (${processes}), although it is no component now`,
    'Mend its manifest, or end it with dsw down.',
  );
}

/** Ends them, as `down` promises that nothing runs afterwards. */
export async function endStrays(base: Base): Promise<Outcome[]> {
  const strays = await findStrays(base);
  return Promise.all(
    strays.map(async ({ instance }): Promise<Outcome> => {
      const { name } = instance.component;
      const ended = await base.runtime.stop(instance, { onKill: () => undefined });
      const outcome = { id: `${name}:stop`, verb: 'stop', component: name, milliseconds: 0 };
      if (ended.ok) return { ...outcome, kind: 'done', detail: 'no component now', diagnostics: [] };
      return { ...outcome, kind: 'failed', detail: 'could not be ended', diagnostics: ended.diagnostics };
    }),
  );
}

function pidsOf(state: RuntimeState | undefined): readonly number[] {
  if (state?.kind === 'running') return state.pid === undefined ? [] : [state.pid];
  return state?.kind === 'orphaned' ? state.pids : [];
}

/** Nothing is known of it any more but its name. */
function instanceOf(name: string, runtime: Instance['runtime'], workspace: string, environment: string, runDirectory: string): Instance {
  const root = `platform/${name}`;
  const directory = join(workspace, root);
  const volume = volumeFolder(directory, environment);
  const component = { name, kind: 'platform', root, directory, manifest: unknownManifest, hooks: { scripts: {} } } as const;
  return { component, environment, runtime, workspace, variables: {}, inside: {}, secrets: new Set(), ports: {}, volume, runDirectory };
}

const unknownManifest: Manifest = {
  description: 'no component now',
  profiles: [],
  needs: {},
  wants: {},
  ports: {},
  env: {},
  runtimes: { process: { command: ['true'], requires: [], user: 'invoker', stop: { signal: 'SIGTERM', within: 10_000 } } },
};
