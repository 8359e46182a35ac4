import type { ComponentStatus } from '@dust-workspace/lifecycle';
import type { DependencyAnswer } from '../../api.js';

/** What runs and needs a component, directly or through others, in the order in which it stops. What only wants it stays. Pure. */
export function stoppedAlong(
  name: string,
  dependencies: readonly DependencyAnswer[],
  components: ReadonlyMap<string, ComponentStatus>,
): readonly string[] {
  const affected = new Set([name]);
  // In the order of starting everything that needs something comes after it.
  for (const { component, needs } of dependencies)
    if (needs.some((need) => !need.optional && affected.has(need.component))) affected.add(component);
  affected.delete(name);
  return [...affected].reverse().filter((other) => !isDown(components.get(other)));
}

/** Whether nothing of a component runs. */
export function isDown(row: ComponentStatus | undefined): boolean {
  return row === undefined || row.state === 'stopped' || row.state === 'failed' || row.state === 'unavailable';
}
