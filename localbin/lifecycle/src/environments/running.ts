import { resolveInstances } from '../resolveInstances.js';
import type { Base } from '../session.js';
import { findStrays } from '../strays.js';

/** What is alive in an environment, and of what nothing is known, by component name. */
export interface Running {
  readonly running: readonly string[];
  readonly unknown: readonly string[];
}

/** Asks the runtimes, without any readiness probe. What runs although it is no component now counts. */
export async function findRunning(base: Base): Promise<Running> {
  const resolved = await resolveInstances(base);
  const states = await base.runtime.observe([...resolved.values()].map(({ instance }) => instance));
  const strays = await findStrays(base);
  const named = (kinds: readonly string[]): string[] => [...states].flatMap(([name, { kind }]) => (kinds.includes(kind) ? [name] : []));
  const running = [...named(['running', 'orphaned']), ...strays.map(({ instance }) => instance.component.name)];
  return { running: [...new Set(running)].sort(), unknown: named(['unknown']) };
}
