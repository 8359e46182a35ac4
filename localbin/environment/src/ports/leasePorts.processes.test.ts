import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newMachine, type Machine } from '../testing/leasing.js';
import { LeasingProcess } from '../testing/leasingProcess.js';
import { freePort } from '@dust-workspace/component/testing';
import { foreignLeases } from './leasePorts.js';
import type { Leases, Lessee } from './leases.js';

describe('processes that lease in the same moment', () => {
  let machine: Machine;
  const processes: LeasingProcess[] = [];
  beforeEach(async () => {
    machine = await newMachine();
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((one) => one.kill()));
    await machine.remove();
  });

  const started = async (count: number): Promise<LeasingProcess[]> => {
    processes.push(...(await Promise.all(Array.from({ length: count }, () => LeasingProcess.start(machine.root)))));
    return processes;
  };

  const environmentOf = async (name: string, environment = 'local'): Promise<Lessee> => {
    await mkdir(join(machine.root, name, 'env', environment), { recursive: true });
    return { workspace: join(machine.root, name), environment };
  };

  const sharedPorts = (all: readonly Leases[]): number[] => {
    const ports = all.flatMap((leases) => Object.values(leases));
    return ports.filter((port, index) => ports.indexOf(port) !== index);
  };

  it('never get the same port, however many want it', async () => {
    const [one, other] = [await freePort(), await freePort()];
    const all = await started(10);
    const leases: Leases[] = [];
    for (const round of ['first', 'second', 'third']) {
      const lessees = await Promise.all(all.map((_, index) => environmentOf(`${round}-${index}`)));
      all.forEach((process, index) => {
        process.order({ lessee: lessees[index]!, ports: { A_PORT: one, A_OTHER_PORT: other, A_HIGH_PORT: 80 } });
      });
      leases.push(...(await Promise.all(all.map((process) => process.answer()))));
    }
    expect(sharedPorts(leases)).toEqual([]);
    expect(leases.map((held) => Object.keys(held))).toEqual(leases.map(() => ['A_PORT', 'A_OTHER_PORT', 'A_HIGH_PORT']));
  });

  it('never get the same port of workspaces that are gone, however many find them gone', async () => {
    const wellKnown = await freePort();
    const all = await started(8);
    const gone = await environmentOf('gone');
    const held = await machine.lease(gone, { A_PORT: wellKnown, A_OTHER_PORT: 80 });
    await rm(gone.workspace, { recursive: true });
    const lessees = await Promise.all(all.map((_, index) => environmentOf(`w-${index}`)));
    all.forEach((process, index) => process.order({ lessee: lessees[index]!, ports: { A_PORT: wellKnown, A_OTHER_PORT: 80 } }));
    const leases = await Promise.all(all.map((process) => process.answer()));
    expect(sharedPorts(leases)).toEqual([]);
    expect(Object.keys(held)).toEqual(['A_PORT', 'A_OTHER_PORT']);
  });

  it('leave a registry that can be used wherever they are killed', async () => {
    const wellKnown = await freePort();
    const ports = { A_PORT: wellKnown, A_OTHER_PORT: 80 };
    const lessees = await Promise.all(['a', 'b', 'c', 'd'].map((name) => environmentOf(name)));
    for (let round = 0; round < 8; round++) {
      const pair = await Promise.all([LeasingProcess.start(machine.root), LeasingProcess.start(machine.root)]);
      pair.forEach((process, index) => {
        for (let turn = 0; turn < 60; turn++) process.order({ lessee: lessees[index * 2 + (turn % 2)]!, ports, release: true });
      });
      // A little later each time, and always in the middle of what comes next.
      for (let answers = 0; answers < round * 2; answers++) await Promise.race(pair.map((process) => process.answer()));
      await Promise.all(pair.map((process) => process.kill()));

      const leases: Leases[] = [];
      for (const lessee of lessees) leases.push(await machine.lease(lessee, ports));
      expect(sharedPorts(leases)).toEqual([]);
      expect(leases.filter(({ A_PORT }) => A_PORT === wellKnown)).toHaveLength(1);
      for (const lessee of lessees) expect(await foreignLeases(await machine.registry(), lessee)).toEqual(new Map());
    }
  });
});
