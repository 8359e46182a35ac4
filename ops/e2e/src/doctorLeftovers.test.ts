import { mkdir, rm, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { freePort } from '@dust-workspace/component/testing';
import { shellImage } from '@dust-workspace/runtime/testing';
import { box, describeInContainers, inContainers, leftInEngine, machineEngine } from './testing/containers.js';
import { examine, fix, wrongWith } from './testing/findings.js';
import { withOwnState } from './testing/ownState.js';
import type { Workspace } from './testing/workspace.js';

const label = (name: string): string => `org.dust-workspace.${name}`;

/** Makes a container, a network and a volume of an environment, as a start of it would. The container runs. */
async function leave(workspace: string, environment: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const { docker } = machineEngine();
  const own = { [label('workspace')]: workspace, [label('environment')]: environment };
  const name = `dsw-left-${process.pid}-${Math.random().toString(36).slice(2, 10)}`;
  const container = await docker.createContainer({ name, Image: shellImage, Cmd: ['sleep', 'infinity'], Labels: { ...own, ...more } });
  await container.start();
  if (Object.keys(more).length > 0) return name;
  await docker.createNetwork({ Name: name, Labels: own });
  await docker.createVolume({ Name: name, Labels: own });
  return name;
}

async function isThere(name: string): Promise<boolean> {
  const listed = await machineEngine().docker.listContainers({ all: true, filters: { name: [`^/${name}$`] } });
  return listed.length > 0;
}

/** What else a test has made outside of its workspace. */
async function removeForeign(name: string): Promise<void> {
  const { docker } = machineEngine();
  await docker.getContainer(name).remove({ force: true });
  await docker.getNetwork(name).remove();
  await docker.getVolume(name).remove();
}

const oneBox = async (body: (workspace: Workspace) => Promise<void>): Promise<void> =>
  withOwnState((env) => inContainers(box('app'), body, { env }));

describeInContainers('what environments left in the engine that are gone', () => {
  it('is listed and removed by --fix; what belongs to others, to environments that are there, and to data is not', () =>
    oneBox(async (workspace) => {
      await workspace.succeeds('up');
      const gone = await leave(workspace.root, 'gone');
      const half = await leave(workspace.root, 'half', { [label('component')]: 'app' });
      await mkdir(workspace.path('platform/app/volumes/half'), { recursive: true });
      await writeFile(workspace.path('platform/app/volumes/half/rows'), 'rows\n');
      const foreign = await leave(`${workspace.root}-other`, 'gone');
      try {
        const before = await examine(workspace);
        expect(wrongWith(before, 'leftovers')).toEqual([
          `warning leftovers: 1 container, 1 network and 1 volume of the environment gone, which is gone: ${gone}, ${gone}, ${gone}`,
          `warning leftovers: 1 container of the environment half, which is gone: ${half}`,
          'warning leftovers: data of the environment half, which is gone: platform/app/volumes/half',
        ]);
        expect(before.exitCode).toBe(0);

        const dry = await fix(workspace, 'doctor --fix --dry-run');
        const words = ['container', 'network', 'volume'].map((kind) => `${kind} ${gone}, of the environment gone, which is gone`);
        expect(dry.mended).toEqual(words.map((what) => ({ kind: 'planned', message: `remove ${what}` })));
        expect(await isThere(gone)).toBe(true);

        const fixed = await fix(workspace);
        expect(fixed.mended).toEqual(words.map((what) => ({ kind: 'done', message: `removed ${what}` })));
        expect(wrongWith(fixed, 'leftovers')).toHaveLength(2);
        expect([await isThere(gone), await isThere(half), await isThere(foreign)]).toEqual([false, true, true]);
        expect((await workspace.status())['app']?.state).toBe('healthy');
        expect(await workspace.read('platform/app/volumes/half/rows')).toBe('rows\n');
        expect((await leftInEngine(machineEngine().docker, workspace.root)).filter((line) => line.includes(gone))).toEqual([]);
      } finally {
        await removeForeign(foreign);
        await machineEngine().docker.getContainer(half).remove({ force: true });
        await rm(workspace.path('platform/app/volumes/half'), { recursive: true });
      }
    }));

  it('is left where somebody else uses it, and the doctor says so', () =>
    oneBox(async (workspace) => {
      const { docker } = machineEngine();
      const gone = await leave(workspace.root, 'gone');
      const guest = await docker.createContainer({ Image: shellImage, Cmd: ['sleep', 'infinity'], HostConfig: { NetworkMode: gone } });
      await guest.start();
      try {
        const fixed = await fix(workspace);
        expect(fixed.exitCode).toBe(1);
        expect(fixed.mended).toContainEqual({
          kind: 'left',
          message: `network ${gone}, of the environment gone, which is gone`,
          because: 'a container that is not of this workspace uses it',
        });
      } finally {
        await guest.remove({ force: true });
      }
      expect((await fix(workspace)).exitCode).toBe(0);
    }));

  it('includes containers of commands that were killed', () =>
    oneBox(async (workspace) => {
      await workspace.succeeds('prep');
      const abandoned = await leave(workspace.root, 'local', { [label('command')]: 'app', [label('runner')]: '1:long ago:1' });
      expect(wrongWith(await examine(workspace), 'leftovers')).toEqual([
        `warning leftovers: 1 container of commands that were killed: ${abandoned}`,
      ]);
      await fix(workspace);
      expect(await isThere(abandoned)).toBe(false);
    }));
});

describeInContainers('a port', () => {
  it('that a foreign container has published is a problem, with its name', async () => {
    const port = await freePort();
    const files = {
      ...box('app', { manifest: `ports: { APP_PORT: ${port} }\n`, service: "    ports: ['${APP_PORT}:9']\n" }),
      'env/local/app.env': `APP_PORT=${port}\n`,
    };
    await inContainers(files, async (workspace) => {
      const { docker } = machineEngine();
      const name = `dsw-foreign-${process.pid}-${port}`;
      const foreign = await docker.createContainer({
        name,
        Image: shellImage,
        Cmd: ['sleep', 'infinity'],
        ExposedPorts: { '9/tcp': {} },
        HostConfig: { PortBindings: { '9/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] } },
      });
      await foreign.start();
      try {
        const examined = await examine(workspace);
        expect([examined.exitCode, wrongWith(examined, 'ports')]).toEqual([
          1,
          [`problem ports: port ${port} (APP_PORT of app) is taken by the container ${name} (${shellImage})`],
        ]);
      } finally {
        await foreign.remove({ force: true });
      }
      await workspace.succeeds('up');
      expect(wrongWith(await examine(workspace), 'ports')).toEqual([]);
    });
  });
});
