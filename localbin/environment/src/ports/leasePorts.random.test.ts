import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newMachine, type Machine } from '../testing/leasing.js';
import { freePort } from '@dust-workspace/component/testing';
import { releasePorts } from './leasePorts.js';
import { readLeases, type Leases, type Lessee } from './leases.js';
import { unitOf } from './portUnits.js';
import { environmentPaths } from '../paths.js';

/** What people and accidents do to workspaces and to the registry, in any order. */
type Event =
  | { readonly kind: 'prepare'; readonly workspace: string; readonly environment: string; readonly second: boolean }
  | { readonly kind: 'purge'; readonly workspace: string; readonly environment: string }
  | { readonly kind: 'delete'; readonly workspace: string }
  | { readonly kind: 'copy' | 'move'; readonly workspace: string; readonly to: string }
  | { readonly kind: 'damage'; readonly entry: number; readonly content: string }
  | { readonly kind: 'lose-registry' };

const workspace = fc.constantFrom('a', 'b', 'c');
const environment = fc.constantFrom('local', 'test');
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('prepare' as const), workspace, environment, second: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('purge' as const), workspace, environment }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), workspace }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('copy' as const, 'move' as const), workspace, to: workspace }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('damage' as const), entry: fc.nat(5), content: fc.string() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'lose-registry' as const }) },
);

it('whatever happens, environments that are prepared again share no port, and keep those that are registered for them', async () => {
  const [one, other] = [await freePort(), await freePort()];
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 14 }), async (events) => {
      const machine = await newMachine();
      try {
        for (const each of events) await happen(machine, each, [one, other]);
        const lessees = await lesseesOf(machine);
        const registered = await Promise.all(lessees.map((lessee) => registeredFor(machine, lessee)));
        for (const lessee of lessees) await machine.lease(lessee, { A_PORT: one, A_OTHER_PORT: other });
        const after = await Promise.all(lessees.map(leasesOf));
        const ports = after.flatMap((leases) => Object.values(leases));
        expect(ports.filter((port, index) => ports.indexOf(port) !== index)).toEqual([]);
        // What the registry knows nothing of, as in a copy or after its loss, belongs to whoever comes first, since nothing runs on it.
        expect(after).toMatchObject(registered);
        // A second time nothing changes any more.
        for (const lessee of lessees) await machine.lease(lessee, { A_PORT: one, A_OTHER_PORT: other });
        expect(await Promise.all(lessees.map(leasesOf))).toEqual(after);
      } finally {
        await machine.remove();
      }
    }),
    { numRuns: 60 },
  );
});

async function happen(machine: Machine, each: Event, [one, other]: readonly [number, number]): Promise<void> {
  const path = (name: string): string => join(machine.root, name);
  switch (each.kind) {
    case 'prepare':
      await machine.lease({ ...each, workspace: path(each.workspace) }, { A_PORT: one, ...(each.second ? { A_OTHER_PORT: other } : {}) });
      return;
    case 'purge': {
      const lessee = { workspace: path(each.workspace), environment: each.environment };
      return releasePorts(await machine.registry(), lessee, new Set(['A_PORT']));
    }
    case 'delete':
      return rm(path(each.workspace), { recursive: true, force: true });
    case 'copy':
    case 'move': {
      if (each.workspace === each.to || !existsSync(path(each.workspace))) return;
      await rm(path(each.to), { recursive: true, force: true });
      await (each.kind === 'copy'
        ? cp(path(each.workspace), path(each.to), { recursive: true })
        : rename(path(each.workspace), path(each.to)));
      return;
    }
    case 'damage': {
      const entries = await readdir(machine.folder).catch(() => []);
      const entry = entries.sort()[each.entry];
      if (entry !== undefined) await writeFile(join(machine.folder, entry), each.content);
      return;
    }
    case 'lose-registry':
      await rm(machine.folder, { recursive: true, force: true });
      await mkdir(machine.root, { recursive: true });
  }
}

async function lesseesOf({ root }: Machine): Promise<Lessee[]> {
  const all = ['a', 'b', 'c'].flatMap((name) => ['local', 'test'].map((environment) => ({ workspace: join(root, name), environment })));
  return all.filter((lessee) => existsSync(environmentPaths(lessee.workspace, lessee.environment).ports));
}

async function registeredFor(machine: Machine, lessee: Lessee): Promise<Leases> {
  const registry = await machine.registry();
  const leases = await Promise.all(
    Object.entries(await leasesOf(lessee)).map(async (lease) => ({ lease, standing: await registry.standing(unitOf(lease[1]), lessee) })),
  );
  return Object.fromEntries(leases.flatMap(({ lease, standing }) => (standing.kind === 'own' ? [lease] : [])));
}

function leasesOf({ workspace, environment }: Lessee): Promise<Leases> {
  return readLeases(environmentPaths(workspace, environment).ports);
}
