import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { problem, type Diagnostic } from '@dust-workspace/component';
import { environmentPaths } from '@dust-workspace/environment';
import type { Instance, RuntimeName, RuntimeState } from '@dust-workspace/runtime';
import type { Outcome } from './events.js';
import { withholding } from './resolveInstances.js';
import type { Base } from './session.js';
import { unknownInstance } from './unknownInstance.js';

/** What runs although nothing would start it now: its manifest was broken or its folder removed, or another runtime was chosen for it, while it ran. */
export interface Stray {
  readonly instance: Instance;
  readonly pids: readonly number[];
  /** The runtime that it is to have now, if it still is a component. */
  readonly chosen?: RuntimeName;
}

type Surroundings = Pick<Base, 'catalog' | 'selection' | 'runtime' | 'runtimes' | 'redactor'>;

/** Everything of the environment that still runs and has no place in it now. */
export async function findStrays(base: Surroundings): Promise<Stray[]> {
  const found = await lookForStrays(base);
  return found.filter(({ pids }) => pids.length > 0);
}

export function strayProblem({ instance, pids, chosen }: Stray): Diagnostic {
  const { runtime, component } = instance;
  const processes = `${pids.length === 1 ? 'process' : 'processes'} ${pids.join(', ')}`;
  if (chosen !== undefined)
    return problem(
      'stray',
      `${component.name} still runs under ${runtime} (${processes}), although it is to run under ${chosen} now`,
      `dsw start ${component.name} ends it there and starts it anew; dsw down ends it.`,
    );
  return problem(
    'stray',
    `${component.name} still runs (${processes}), although it is no component now`,
    'Mend its manifest, or end it with dsw down.',
  );
}

/** Ends them, as `down` promises that nothing runs afterwards. Containers that have ended by themselves go too. */
export async function endStrays(base: Surroundings): Promise<Outcome[]> {
  const strays = await lookForStrays(base);
  return Promise.all(
    strays.map(async ({ instance, chosen }): Promise<Outcome> => {
      const { name } = instance.component;
      const ended = await base.runtime.stop(instance, { onKill: () => undefined });
      const outcome = { id: `${name}:stop`, verb: 'stop', component: name, milliseconds: 0 } as const;
      const detail = chosen === undefined ? 'no component now' : `it ran under ${instance.runtime}`;
      if (ended.ok) return { ...outcome, kind: 'done', detail, diagnostics: [] };
      return { ...outcome, kind: 'failed', detail: 'could not be ended', diagnostics: ended.diagnostics };
    }),
  );
}

async function lookForStrays({ catalog, selection, runtime, runtimes, redactor }: Surroundings): Promise<Stray[]> {
  const { run } = environmentPaths(catalog.root, selection.environment);
  const entries = await readdir(run, { withFileTypes: true }).catch(() => []);
  const gone = entries.flatMap((entry) => (entry.isDirectory() && !catalog.components.has(entry.name) ? [entry.name] : [])).sort();
  const found: Stray[] = [];
  for (const by of ['process', 'compose'] as const) {
    // By which runtime ran what is no component now is not known any more.
    const elsewhere = [...runtimes.volumes].flatMap(([name, volume]) =>
      volume.runtime === by && runtimes.byComponent.get(name) !== by ? [name] : [],
    );
    const place = { environment: selection.environment, runtime: by, workspace: catalog.root, redactor: withholding(redactor) };
    const instances = [...gone, ...elsewhere].map((name) =>
      unknownInstance(name, { ...place, directory: join(catalog.root, 'platform', name) }),
    );
    if (instances.length === 0) continue;
    const states = await runtime.observe(instances);
    for (const instance of instances) {
      const { name } = instance.component;
      const state = states.get(name);
      const pids = pidsOf(state);
      const chosen = runtimes.byComponent.get(name);
      const left = by === 'compose' && (state?.kind === 'exited' || state?.kind === 'running');
      if (pids.length > 0 || left) found.push({ instance, pids, ...(chosen === undefined ? {} : { chosen }) });
    }
  }
  return found;
}

function pidsOf(state: RuntimeState | undefined): readonly number[] {
  if (state?.kind === 'running') return state.pid === undefined ? [] : [state.pid];
  return state?.kind === 'orphaned' ? state.pids : [];
}
