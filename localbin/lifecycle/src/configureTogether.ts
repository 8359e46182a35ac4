import type { Result } from '@dust-workspace/component';
import { isAlive, type Observation } from './observation.js';
import { configure, type Configured } from './perform/prep.js';
import type { Plan } from './plan.js';
import type { Session } from './session.js';

/**
 * Configures a component that a plan prepares, and at the first call all others too: what one builds or starts with may refer to the ports of another. What
 * became of each is told by its own preparation. What is purged first is configured when its turn comes.
 */
export function configureTogether(
  session: Session,
  { operations }: Plan,
  observed: Observation,
): (name: string) => Promise<Result<Configured>> {
  const configured = new Map<string, Promise<Result<Configured>>>();
  const once = (name: string): Promise<Result<Configured>> => {
    const known = configured.get(name);
    if (known !== undefined) return known;
    const found = observed.get(name);
    const begun = configure(session, session.component(name), found !== undefined && isAlive(found));
    configured.set(name, begun);
    return begun;
  };
  const purged = new Set(operations.flatMap(({ verb, component }) => (verb === 'purge' ? [component] : [])));
  const others = operations.flatMap(({ verb, component }) => (verb === 'prep' && !purged.has(component) ? [component] : []));
  return async (name) => {
    await Promise.allSettled(others.map(once));
    return once(name);
  };
}
