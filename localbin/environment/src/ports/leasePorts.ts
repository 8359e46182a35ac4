import type { Result } from '@dust-workspace/component';
import { writeAtomically } from '../atomicWrite.js';
import { environmentPaths } from '../paths.js';
import { LeaseRound, type Leased, type LeaseRequest } from './leaseRound.js';
import { readLeases, type Leases, type Lessee } from './leases.js';
import type { PortRegistry } from './portRegistry.js';
import { isWithin, unitOf } from './portUnits.js';

export type { Leased, LeaseRequest } from './leaseRound.js';

/**
 * Extends the leases of an environment by what its components lack: in the environment `local` their well-known numbers where nobody has them, otherwise
 * ports of a block that is registered for the environment. The caller has the lock of the environment.
 */
export async function leasePorts(request: LeaseRequest): Promise<Result<Leased>> {
  const { workspace, environment } = request.lessee;
  const file = environmentPaths(workspace, environment).ports;
  const held = await readLeases(file);
  const round = new LeaseRound(request, held);
  try {
    const leased = await round.lease();
    if (leased.ok && !isEqual(leased.value.leases, held)) await write(file, leased.value.leases);
    return leased;
  } finally {
    await round.end();
  }
}

/** Gives ports of an environment back: those of these names, or all. The caller has the lock of the environment. */
export async function releasePorts(registry: PortRegistry, lessee: Lessee, names?: ReadonlySet<string>): Promise<void> {
  const file = environmentPaths(lessee.workspace, lessee.environment).ports;
  const held = await readLeases(file);
  const kept = Object.fromEntries(Object.entries(held).filter(([name]) => names !== undefined && !names.has(name)));
  if (isEqual(kept, held)) return;
  // Before the file is written: until then nobody else enters anything there.
  for (const port of Object.values(held)) {
    const unit = unitOf(port);
    const isInUse = Object.values(kept).some((other) => isWithin(other, unit));
    if (!isInUse && (await registry.standing(unit, lessee)).kind === 'own') await registry.remove(unit);
  }
  await write(file, kept);
}

/** Who else has what the leases of an environment say that it has, in words, by the names of the ports: the workspace is a copy of theirs. Reads only. */
export async function foreignLeases(registry: PortRegistry, lessee: Lessee): Promise<ReadonlyMap<string, string>> {
  const held = await readLeases(environmentPaths(lessee.workspace, lessee.environment).ports);
  const found = await Promise.all(
    Object.entries(held).map(async ([name, port]) => {
      const standing = await registry.standing(unitOf(port), lessee);
      return standing.kind === 'held' ? [[name, standing.by] as const] : [];
    }),
  );
  return new Map(found.flat());
}

/** As `foreignLeases`, and enters what nobody is registered for, as after the loss of the registry. The caller has the lock of the environment. */
export async function confirmLeases(registry: PortRegistry, lessee: Lessee): Promise<ReadonlyMap<string, string>> {
  const held = await readLeases(environmentPaths(lessee.workspace, lessee.environment).ports);
  const round = new LeaseRound({ registry, lessee, components: [], mayMove: false }, held);
  try {
    return await round.confirm();
  } finally {
    await round.end();
  }
}

function write(file: string, leases: Leases): Promise<void> {
  return writeAtomically(file, `${JSON.stringify(leases, null, 2)}\n`);
}

function isEqual(one: Leases, other: Leases): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
