import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { environmentPaths } from '../paths.js';
import { leasePorts } from '../ports/leasePorts.js';
import type { Leases, Lessee } from '../ports/leases.js';
import { PortRegistry } from '../ports/portRegistry.js';
import { component } from './component.js';

/** A machine of its own: a folder with workspaces, and the registry that they share. */
export interface Machine {
  readonly root: string;
  readonly folder: string;
  registry(): Promise<PortRegistry>;
  /** Leases ports with these well-known numbers for an environment of a workspace, and returns all that it holds then. */
  lease(lessee: Lessee, ports: Readonly<Record<string, number>>, options?: LeaseOptions): Promise<Leases>;
  notes(): readonly string[];
  remove(): Promise<void>;
}

export interface LeaseOptions {
  readonly mayMove?: boolean;
  readonly reserved?: readonly number[];
}

export async function newMachine(): Promise<Machine> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'dsw-machine-')));
  const registry = (): Promise<PortRegistry> => PortRegistry.open({ processEnv: { DSW_STATE_HOME: join(root, 'state') }, machine: 'here' });
  let notes: readonly string[] = [];
  return {
    root,
    folder: join(root, 'state', 'ports', 'here'),
    registry,
    lease: async (lessee, ports, { mayMove = true, reserved = [] } = {}) => {
      await mkdir(dirname(environmentPaths(lessee.workspace, lessee.environment).ports), { recursive: true });
      const leased = await leasePorts({ lessee, registry: await registry(), components: [component('a', { ports })], mayMove, reserved });
      if (!leased.ok) throw new Error(leased.diagnostics[0]?.message);
      notes = leased.value.notes;
      return leased.value.leases;
    },
    notes: () => notes,
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** What the environment has written down. */
export async function writtenLeases({ workspace, environment }: Lessee): Promise<unknown> {
  return JSON.parse(await readFile(environmentPaths(workspace, environment).ports, 'utf8'));
}
