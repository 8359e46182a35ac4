import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { problem, unreachable, type Diagnostic } from '@dust-workspace/component';
import { checkEnvironmentName, checkoutFolder } from '@dust-workspace/environment';
import { observeCheckout, placeInStore, storeProblem, workInStore } from '@dust-workspace/runtime';
import { storeFolder } from '../checkout/checkoutPlace.js';
import { workProblem } from '../checkout/workInCheckouts.js';
import { namesIn, type ComponentFolderFound } from './componentFolders.js';
import type { FoundCheckout, FoundStore } from './found.js';
import { sizeOf } from './sizeOf.js';

export interface CheckoutsFound {
  readonly checkouts: ReadonlyMap<string, readonly FoundCheckout[]>;
  readonly stores: readonly FoundStore[];
  /** What is left alone. */
  readonly left: readonly Diagnostic[];
  /** Somebody's work. */
  readonly work: readonly Diagnostic[];
}

/** The checkouts that were made in a workspace, of the environments that are `meant`, and their repositories where all are. */
export async function lookAtCheckouts(
  components: readonly ComponentFolderFound[],
  { processEnv, signal, meant }: { processEnv: NodeJS.ProcessEnv; signal: AbortSignal; meant: string | undefined },
): Promise<CheckoutsFound> {
  const checkouts = new Map<string, FoundCheckout[]>();
  const stores: FoundStore[] = [];
  const [left, work]: [Diagnostic[], Diagnostic[]] = [[], []];
  for (const { name: component, directory } of components) {
    const store = storeFolder(directory);
    if (!existsSync(store)) continue;
    const world = { store, processEnv, signal, onProgress: () => undefined };
    for (const environment of environmentsIn(join(directory, 'checkout'))) {
      if (meant !== undefined && meant !== environment) continue;
      const place = await placeInStore({ ...world, folder: checkoutFolder(directory, environment) });
      const state = await observeCheckout(place);
      switch (state.kind) {
        case 'absent':
          break;
        case 'no-git':
          left.push(problem('no-git', `${place.folder} is left alone: without git nobody knows whether work is in it`, 'Install git.'));
          break;
        case 'not-a-checkout':
          left.push(problem('not-a-checkout', `${place.folder} is left alone: ${state.reason}`, 'Remove it yourself if nobody needs it.'));
          break;
        case 'checked-out':
          if (state.changes + state.ahead > 0) work.push(workProblem(component, state, place.folder));
          checkouts.set(environment, [...(checkouts.get(environment) ?? []), { component, place }]);
          break;
        case 'unfinished':
          checkouts.set(environment, [...(checkouts.get(environment) ?? []), { component, place }]);
          break;
        default:
          unreachable(state);
      }
    }
    if (meant !== undefined) continue;
    const place = await placeInStore({ ...world, folder: store });
    const held = await workInStore(place);
    if (!held.ok) left.push(...held.diagnostics);
    else if (held.value.length > 0) left.push({ ...storeProblem(store, held.value), severity: 'warning' });
    else stores.push({ component, place, size: await sizeOf(store) });
  }
  return { checkouts, stores, left, work };
}

/** Also of those that are made or removed just now, or were when somebody was killed. */
function environmentsIn(folder: string): string[] {
  const names = [...namesIn(folder), ...namesIn(join(folder, '.unfinished'))].map((name) => basename(name));
  return [...new Set(names)].filter((name) => checkEnvironmentName(name).ok).sort();
}
