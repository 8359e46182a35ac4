import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { component } from '../testing/component.js';
import { newMachine, writtenLeases, type Machine } from '../testing/leasing.js';
import { freePort } from '@dust-workspace/component/testing';
import { confirmLeases, foreignLeases, leasePorts, releasePorts } from './leasePorts.js';
import type { Lessee } from './leases.js';
import { PortRegistry } from './portRegistry.js';

let machine: Machine;
let wellKnown: number;
const listeners: Server[] = [];

beforeEach(async () => {
  machine = await newMachine();
  wellKnown = await freePort();
});
afterEach(async () => {
  await Promise.all(listeners.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  await machine.remove();
});

const workspace = (name: string): string => join(machine.root, name);
const local = (name: string): Lessee => ({ workspace: workspace(name), environment: 'local' });
const entries = async (): Promise<string[]> => (await readdir(machine.folder)).sort();
const block = expect.stringMatching(/^\d+-\d+$/);

async function listenOn(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  listeners.push(server);
  await once(server, 'listening');
}

function inOneBlock(...ports: (number | undefined)[]): boolean {
  return new Set(ports.map((port = NaN) => Math.floor(port / 20))).size === 1 && ports.every((port = 0) => port >= 20_000 && port < 32_760);
}

describe('leased ports', () => {
  it('are the well-known ones in the environment local, and written down', async () => {
    expect(await machine.lease(local('w'), { A_PORT: wellKnown })).toEqual({ A_PORT: wellKnown });
    expect(await writtenLeases(local('w'))).toEqual({ A_PORT: wellKnown });
    expect(await entries()).toEqual([String(wellKnown)]);
    expect(JSON.parse(await readFile(join(machine.folder, String(wellKnown)), 'utf8'))).toEqual(local('w'));
  });

  it('come from one block, below those of outgoing connections, in every other environment', async () => {
    const other = { workspace: workspace('w'), environment: 'other' };
    const leases = await machine.lease(other, { A_PORT: wellKnown, A_OTHER_PORT: wellKnown });
    expect(inOneBlock(leases['A_PORT'], leases['A_OTHER_PORT'])).toBe(true);
    expect(leases['A_PORT']).not.toBe(leases['A_OTHER_PORT']);
    const more = await machine.lease(other, { B_PORT: 80 });
    expect(more).toMatchObject(leases);
    expect(inOneBlock(more['A_PORT'], more['B_PORT'])).toBe(true);
    expect(await entries()).toEqual([block]);
  });

  it('are those of a second block when one is full', async () => {
    const names = Array.from({ length: 45 }, (_, index) => `A_${index}_PORT`);
    const leases = await machine.lease(local('w'), Object.fromEntries(names.map((name) => [name, 80])));
    expect(new Set(Object.values(leases)).size).toBe(45);
    expect(await entries()).toEqual([block, block, block]);
  });

  it('are never privileged, and never such as a person has set for another component', async () => {
    const other = { workspace: workspace('w'), environment: 'other' };
    const { A_PORT: first = 0 } = await machine.lease(other, { A_PORT: 80 });
    const { B_PORT: second } = await machine.lease(other, { B_PORT: 80 }, { reserved: [first + 1] });
    expect([first >= 20_000, second]).toEqual([true, first + 2]);
  });

  it('pass over what somebody listens on', async () => {
    await listenOn(wellKnown);
    const { A_PORT: first = 0 } = await machine.lease(local('w'), { A_PORT: wellKnown });
    expect(inOneBlock(first)).toBe(true);
    await listenOn(first + 1);
    expect((await machine.lease(local('w'), { B_PORT: 80 }))['B_PORT']).toBe(first + 2);
  });

  it('stay when they are held, also while somebody listens on them', async () => {
    const leases = await machine.lease(local('w'), { A_PORT: wellKnown });
    await listenOn(wellKnown);
    expect(await machine.lease(local('w'), { A_PORT: wellKnown })).toEqual(leases);
  });

  it('stay when the well-known number comes free', async () => {
    await listenOn(wellKnown);
    const leases = await machine.lease(local('w'), { A_PORT: wellKnown });
    listeners.pop()?.close();
    expect(await machine.lease(local('w'), { A_PORT: wellKnown })).toEqual(leases);
  });

  it('belong to one workspace, running or not', async () => {
    await machine.lease(local('one'), { A_PORT: wellKnown });
    const { A_PORT: port } = await machine.lease(local('two'), { A_PORT: wellKnown });
    expect(inOneBlock(port)).toBe(true);
  });

  it('belong to one environment', async () => {
    const ports = await Promise.all(
      ['one', 'two', 'three'].map(async (environment) =>
        machine.lease({ workspace: workspace('w'), environment }, { A_PORT: 80, B_PORT: 80 }),
      ),
    );
    expect(new Set(ports.flatMap((leases) => Object.values(leases))).size).toBe(6);
    expect(await entries()).toEqual([block, block, block]);
  });

  it('can run out, which is said', async () => {
    const closed = { standing: () => Promise.resolve({ kind: 'held', by: 'another user' }) } as unknown as PortRegistry;
    const leased = await leasePorts({
      lessee: local('w'),
      registry: closed,
      components: [component('a', { ports: { A_PORT: 80 } })],
      mayMove: true,
    });
    expect(leased.ok ? [] : leased.diagnostics.map(({ message }) => message)).toEqual([
      'no port between 20000 and 32759 is free for A_PORT',
    ]);
  });
});

describe('the leases of what is gone', () => {
  it.each([
    ['a workspace', (w: string) => rm(w, { recursive: true })],
    ['an environment', (w: string) => rm(join(w, 'env', 'local'), { recursive: true })],
    [
      'a workspace in whose place there is another now',
      async (w: string) => {
        await rm(w, { recursive: true });
        await mkdir(join(w, 'env', 'local'), { recursive: true });
        await writeFile(join(w, 'env', 'local', 'ports.json'), '{"A_PORT": 20041}');
      },
    ],
  ])('%s are free', async (_, remove) => {
    await machine.lease(local('one'), { A_PORT: wellKnown });
    await remove(workspace('one'));
    expect(await machine.lease(local('two'), { A_PORT: wellKnown })).toEqual({ A_PORT: wellKnown });
    expect(JSON.parse(await readFile(join(machine.folder, String(wellKnown)), 'utf8'))).toEqual(local('two'));
  });

  it('are free when they were given back, and the others stay', async () => {
    await machine.lease(local('w'), { A_PORT: wellKnown, A_OTHER_PORT: 80 });
    const leases = await machine.lease(local('w'), { B_PORT: 80 });
    await releasePorts(await machine.registry(), local('w'), new Set(['A_PORT', 'A_OTHER_PORT']));
    expect(await writtenLeases(local('w'))).toEqual({ B_PORT: leases['B_PORT'] });
    expect(await entries()).toEqual([block]);
    await releasePorts(await machine.registry(), local('w'));
    expect([await writtenLeases(local('w')), await entries()]).toEqual([{}, []]);
  });
});

describe('a copy of a workspace', () => {
  beforeEach(async () => {
    await machine.lease(local('one'), { A_PORT: wellKnown, A_OTHER_PORT: 80 });
  });

  it('gets ports of its own at its next preparation, and is told', async () => {
    const original = await writtenLeases(local('one'));
    await cp(workspace('one'), workspace('copy'), { recursive: true });
    const copy = await machine.lease(local('copy'), { A_PORT: wellKnown, A_OTHER_PORT: 80 });
    expect(inOneBlock(copy['A_PORT'], copy['A_OTHER_PORT'])).toBe(true);
    expect(machine.notes()).toContain(`A_PORT was ${wellKnown}, which is leased to the environment local in ${workspace('one')}`);
    expect(await machine.lease(local('one'), { A_PORT: wellKnown, A_OTHER_PORT: 80 })).toEqual(original);
  });

  it('keeps its ports while it runs on them, and who else has them is known', async () => {
    const original = await writtenLeases(local('one'));
    await cp(workspace('one'), workspace('copy'), { recursive: true });
    const ports = { A_PORT: wellKnown, A_OTHER_PORT: 80 };
    expect(await machine.lease(local('copy'), ports, { mayMove: false })).toEqual(original);
    const holder = `the environment local in ${workspace('one')}`;
    const foreign = new Map([
      ['A_PORT', holder],
      ['A_OTHER_PORT', holder],
    ]);
    expect(await foreignLeases(await machine.registry(), local('copy'))).toEqual(foreign);
    expect(await confirmLeases(await machine.registry(), local('copy'))).toEqual(foreign);
    expect(await foreignLeases(await machine.registry(), local('one'))).toEqual(new Map());
  });

  it('has what the original had when that is gone: it was moved', async () => {
    const original = await writtenLeases(local('one'));
    await rename(workspace('one'), workspace('moved'));
    expect(await machine.lease(local('moved'), { A_PORT: wellKnown, A_OTHER_PORT: 80 })).toEqual(original);
    await mkdir(workspace('one'));
    expect(inOneBlock((await machine.lease(local('one'), { A_PORT: wellKnown }))['A_PORT'])).toBe(true);
    expect(await writtenLeases(local('moved'))).toEqual(original);
  });

  it('is none under another path', async () => {
    const original = await writtenLeases(local('one'));
    await symlink('one', workspace('link'));
    expect(await machine.lease(local('link'), { A_PORT: wellKnown, A_OTHER_PORT: 80 })).toEqual(original);
    expect(await machine.lease(local('one'), { A_PORT: wellKnown, A_OTHER_PORT: 80 })).toEqual(original);
  });
});

describe('a registry that is lost or damaged', () => {
  it('is made again from what the environments hold, also while they run', async () => {
    const ports = { A_PORT: wellKnown, A_OTHER_PORT: 80 };
    const leases = await machine.lease(local('one'), ports);
    await rm(machine.folder, { recursive: true });
    await listenOn(wellKnown);
    expect(await confirmLeases(await machine.registry(), local('one'))).toEqual(new Map());
    expect(await entries()).toEqual([String(wellKnown), block]);
    expect(await machine.lease(local('one'), ports)).toEqual(leases);
  });

  it.each([
    ['nothing', (file: string) => writeFile(file, '')],
    ['garbage', (file: string) => writeFile(file, '{"workspace": 1')],
    ['a link', (file: string) => rm(file).then(() => symlink('/etc/passwd', file))],
  ])('has entries that hold %s mended by whoever has the ports', async (_, damage) => {
    const leases = await machine.lease(local('one'), { A_PORT: wellKnown });
    await damage(join(machine.folder, String(wellKnown)));
    expect(await machine.lease(local('one'), { A_PORT: wellKnown })).toEqual(leases);
    expect(JSON.parse(await readFile(join(machine.folder, String(wellKnown)), 'utf8'))).toEqual(local('one'));
    expect(await readFile('/etc/passwd', 'utf8')).toContain('root');
  });

  it('is passed over where a folder is in the way of an entry', async () => {
    await machine.registry();
    await mkdir(join(machine.folder, String(wellKnown)));
    expect(inOneBlock((await machine.lease(local('one'), { A_PORT: wellKnown }))['A_PORT'])).toBe(true);
  });

  it('does not hold back anybody where nothing can be registered, and that is said', async () => {
    await writeFile(join(machine.root, 'file'), '');
    const registry = await PortRegistry.open({ processEnv: { DSW_STATE_HOME: join(machine.root, 'file') } });
    await mkdir(join(workspace('w'), 'env', 'local'), { recursive: true });
    const components = [component('a', { ports: { A_PORT: wellKnown } })];
    expect(await leasePorts({ lessee: local('w'), registry, components, mayMove: true })).toEqual({
      ok: true,
      value: {
        leases: { A_PORT: wellKnown },
        notes: [`the lease is not registered on this machine: ${machine.root}/file (DSW_STATE_HOME) cannot be written to`],
      },
    });
  });

  it('loses no lease to damaged ones of an environment: they are made anew', async () => {
    await machine.lease(local('one'), { A_PORT: wellKnown });
    await writeFile(join(workspace('one'), 'env', 'local', 'ports.json'), '{');
    expect(await machine.lease(local('one'), { A_PORT: wellKnown })).toEqual({ A_PORT: wellKnown });
  });
});
