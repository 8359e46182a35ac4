import type { ComponentGraph, Result } from '@dust-workspace/component';
import { isAlive, type Observation } from './observation.js';
import { configure, type Configured } from './perform/prep.js';
import type { Plan } from './plan.js';
import type { Session } from './session.js';

/**
 * Configures a component that a plan prepares, and at the first call all others too, with what those that build something need: what one builds or starts
 * with may refer to the ports of another. What became of each is told by its own preparation. What is purged first is configured when its turn comes.
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
  const prepared = operations.flatMap(({ verb, component }) => (verb === 'prep' ? [component] : []));
  const builders = prepared.filter((name) => session.component(name).manifest.prep !== undefined);
  const needed = allNeedsOf(builders, session.base.graph).filter((name) => observed.get(name)?.prepared === false);
  const others = [...new Set([...prepared, ...needed])].filter((name) => !purged.has(name));
  return async (name) => {
    await Promise.allSettled(others.map(once));
    return once(name);
  };
}

/** Components that need be neither prepared nor running for a build, but whose addresses its variables may hold. */
function allNeedsOf(names: readonly string[], graph: ComponentGraph): string[] {
  const reached = new Set(names);
  for (const name of reached) for (const need of [...graph.needsOf(name), ...graph.preparedFirst(name)]) reached.add(need);
  return [...reached];
}
