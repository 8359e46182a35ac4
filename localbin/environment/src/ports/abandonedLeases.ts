import { bindPort } from './boundPort.js';
import { stillLeases, type Lessee } from './leases.js';
import type { PortRegistry } from './portRegistry.js';
import type { PortRange } from './portUnits.js';

/** Ports that are registered for an environment which does not hold them any more. */
export interface AbandonedLease {
  readonly unit: PortRange;
  readonly lessee: Lessee;
}

/** What is still registered for environments that are gone, of this workspace and of those that are gone as a whole. Counts for nobody. */
export async function abandonedLeases(
  registry: PortRegistry,
  workspace: string,
  isGone: (workspace: string) => boolean,
): Promise<AbandonedLease[]> {
  const entries = await registry.entries();
  const ours = entries.filter(({ lessee }) => lessee.workspace === workspace || isGone(lessee.workspace));
  const counts = await Promise.all(ours.map(({ unit, lessee }) => stillLeases(lessee, unit)));
  return ours.filter((_, index) => counts[index] === false).sort((a, b) => a.unit.first - b.unit.first);
}

/** Takes it out of the registry, unless somebody has it by now or is just taking it. Returns whether it was removed. */
export async function removeAbandonedLease(registry: PortRegistry, { unit, lessee }: AbandonedLease): Promise<boolean> {
  // Whoever takes a unit over holds its first port meanwhile.
  const bound = await bindPort(unit.first);
  if (bound === undefined) return false;
  try {
    const current = (await registry.entries()).find((entry) => entry.unit.first === unit.first);
    const isSame = current?.lessee.workspace === lessee.workspace && current.lessee.environment === lessee.environment;
    if (!isSame || (await stillLeases(lessee, unit))) return false;
    await registry.remove(unit);
    return true;
  } finally {
    await bound.release();
  }
}
