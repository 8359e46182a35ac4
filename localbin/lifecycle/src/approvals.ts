import { problem, type Diagnostic } from '@dust-workspace/component';
import type { Observation } from './observation.js';
import { removals } from './perform/remove.js';
import type { Plan } from './plan.js';
import type { RunOptions } from './request.js';
import type { Session } from './session.js';

/** Nothing is removed before somebody has seen what, and agreed. */
export async function approveRemovals(session: Session, { operations }: Plan, { approve }: RunOptions): Promise<Diagnostic | undefined> {
  const listed = operations.flatMap(({ verb, component }) =>
    verb === 'clean' || verb === 'purge' ? removals(session, verb, component) : [],
  );
  if (listed.length === 0 || (await approve(listed))) return undefined;
  const list = listed.map((line) => `    ${line}`).join('\n');
  return problem('not-approved', `this would remove:\n${list}\n  nothing was changed`, 'Run it with --yes to remove them.');
}

/** What is there now is gone after a restore: whoever sits there is asked. */
export async function approveReplacements(
  { operations }: Plan,
  observed: Observation,
  { replace }: RunOptions,
): Promise<Diagnostic | undefined> {
  const replaced = operations.filter(({ verb, component }) => verb === 'restore' && observed.get(component)?.hasData === true);
  if (replaced.length === 0 || replace === undefined) return undefined;
  const agreed = await replace(replaced.map(({ component, cause }) => `${component}: ${cause}`));
  return agreed ? undefined : problem('not-approved', 'nothing was changed');
}
