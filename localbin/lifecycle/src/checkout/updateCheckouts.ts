import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { updateCheckout, type Updated } from '@dust-workspace/runtime';
import { whileLocked, type ConfigurationRun } from '../environments/configurationRun.js';
import type { Base, Deadlines } from '../session.js';
import { checkoutPlace } from './checkoutPlace.js';
import { checkoutsOf } from './checkoutsOf.js';

export interface UpdateRequest {
  /** None: every component that is a checkout. */
  readonly names: readonly string[];
  /** A commit, branch or tag instead of the wanted one. */
  readonly to?: string;
}

export interface UpdatedCheckout extends Updated {
  readonly component: string;
}

/** Moves the checkouts of the environment to the commit that is wanted, and says what changed. One with work of somebody in it stays as it is, and fails. */
export async function updateCheckouts(
  base: Base,
  deadlines: Deadlines,
  { names, to }: UpdateRequest,
  run: ConfigurationRun,
): Promise<Result<readonly UpdatedCheckout[]>> {
  const all = checkoutsOf(base.catalog);
  const others = names.filter((name) => !all.includes(name));
  if (others.length > 0) return fail(noCheckout(others, all));
  return whileLocked(base, deadlines, run, async (session) => {
    const updated: UpdatedCheckout[] = [];
    for (const component of names.length === 0 ? all : names) {
      const onProgress = (line: string): void => run.emit({ kind: 'notice', message: `${component}: ${line}` });
      const place = checkoutPlace(session.resolved(component), { processEnv: base.processEnv, signal: run.signal, onProgress });
      if (place === undefined) continue;
      const notable = session.component(component).manifest.source?.notable ?? [];
      const moved = await updateCheckout(place, { notable, dryRun: run.dryRun === true, ...(to === undefined ? {} : { to }) });
      if (!moved.ok) return moved;
      updated.push({ component, ...moved.value });
    }
    return ok(updated);
  });
}

function noCheckout(names: readonly string[], all: readonly string[]): ReturnType<typeof problem> {
  const known = all.length === 0 ? 'No component of this workspace is one.' : `These are: ${all.join(', ')}.`;
  return problem('no-checkout', `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} no checkout`, known);
}
