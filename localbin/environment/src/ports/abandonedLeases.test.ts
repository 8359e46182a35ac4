import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { abandonedLeases, removeAbandonedLease } from './abandonedLeases.js';
import { bindPort } from './boundPort.js';
import { PortRegistry } from './portRegistry.js';
import { unitOf } from './portUnits.js';

let folder: string;
let registry: PortRegistry;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'abandoned-')));
  registry = await PortRegistry.open({ processEnv: { DSW_STATE_HOME: join(folder, 'state') } });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function holds(workspace: string, environment: string, ...ports: readonly number[]): Promise<void> {
  const file = join(workspace, 'env', environment, 'ports.json');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(Object.fromEntries(ports.map((port, index) => [`P${index}_PORT`, port]))));
}

const isGone = (workspace: string): boolean => workspace.endsWith('gone');

describe('leases of ports', () => {
  it('are abandoned where the environment does not hold them any more, and in workspaces that are gone', async () => {
    const [own, other, gone] = ['own', 'other', 'gone'].map((name) => join(folder, name)) as [string, string, string];
    await holds(own, 'local', 20_000);
    await registry.enter(unitOf(20_000), { workspace: own, environment: 'local' });
    await registry.enter(unitOf(20_020), { workspace: own, environment: 'removed' });
    await registry.enter(unitOf(20_040), { workspace: other, environment: 'removed' });
    await registry.enter(unitOf(80), { workspace: gone, environment: 'local' });
    expect(await abandonedLeases(registry, own, isGone)).toEqual([
      { unit: { first: 80, last: 80 }, lessee: { workspace: gone, environment: 'local' } },
      { unit: { first: 20_020, last: 20_039 }, lessee: { workspace: own, environment: 'removed' } },
    ]);
  });

  it('are not taken for abandoned where those of the environment are damaged: they are made anew from what is registered', async () => {
    const own = join(folder, 'own');
    await holds(own, 'local', 20_000);
    await writeFile(join(own, 'env', 'local', 'ports.json'), '{"P0_PORT": 200');
    const lease = { unit: unitOf(20_000), lessee: { workspace: own, environment: 'local' } };
    await registry.enter(lease.unit, lease.lessee);
    expect(await abandonedLeases(registry, own, isGone)).toEqual([]);
    expect(await removeAbandonedLease(registry, lease)).toBe(false);
  });

  it('are taken out of the registry unless somebody has them by now, or is just taking them', async () => {
    const lessee = { workspace: join(folder, 'own'), environment: 'removed' };
    const unit = unitOf(31_337);
    const lease = { unit, lessee };
    await registry.enter(unit, lessee);
    const taking = await bindPort(unit.first);
    expect(await removeAbandonedLease(registry, lease)).toBe(false);
    await taking?.release();
    await holds(lessee.workspace, lessee.environment, 31_337);
    expect(await removeAbandonedLease(registry, lease)).toBe(false);
    await rm(join(lessee.workspace, 'env'), { recursive: true });
    expect(await removeAbandonedLease(registry, lease)).toBe(true);
    expect(await registry.entries()).toEqual([]);
    expect(await removeAbandonedLease(registry, lease)).toBe(false);
  });
});
