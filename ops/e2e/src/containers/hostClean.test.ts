import { existsSync } from 'node:fs';
import { shellImage } from '@dust-workspace/runtime/testing';
import { expect, it } from 'vitest';
import {
  box,
  containersOf,
  describeInContainers,
  inContainers,
  leftInEngine,
  machineEngine,
  runs,
  startsOf,
} from '../testing/containers.js';
import { killedAtEvent } from '../testing/killedAtEvent.js';
import { seen } from '../testing/seen.js';
import type { Workspace } from '../testing/workspace.js';

const label = (name: string): string => `org.dust-workspace.${name}`;

/** A box that also has a volume of the engine. */
const cached = box('box', { service: '      - cache:/cache\nvolumes: { cache: { x-cache: true } }\n' });
const files = { ...cached, ...box('needy', { manifest: 'needs: { box: healthy }\n' }) };

async function volumesOf({ root }: Workspace): Promise<string[]> {
  const { Volumes } = await machineEngine().docker.listVolumes({ filters: { label: [`${label('workspace')}=${root}`] } });
  return Volumes.map(({ Name }) => Name).sort();
}

/** Runs `body` while there are a container, a network and a volume of somebody else's workspace, and sees that nobody touched them. */
async function besidesForeign(name: string, body: () => Promise<void>): Promise<void> {
  const { docker } = machineEngine();
  const Labels = { [label('workspace')]: `/elsewhere/${name}`, [label('environment')]: 'local', [label('component')]: 'box' };
  const network = await docker.createNetwork({ Name: name, Labels });
  await docker.createVolume({ Name: name, Labels });
  const volume = docker.getVolume(name);
  const container = await docker.createContainer({ Image: shellImage, name, Cmd: ['sleep', 'infinity'], Labels });
  try {
    await container.start();
    const { State: before } = await container.inspect();
    await body();
    expect((await container.inspect()).State).toEqual(before);
    await Promise.all([network.inspect(), volume.inspect()]);
  } finally {
    await container.remove({ force: true });
    await network.remove();
    await volume.remove();
  }
}

describeInContainers('containers of a workspace', () => {
  it('are ended and removed with their networks by host-clean, in all environments, and nobody else’s are', () =>
    inContainers(files, async (workspace) => {
      const { docker } = machineEngine();
      await workspace.succeeds('up');
      await workspace.succeeds('up --env feature-x');
      const tool = await docker.createContainer({
        Image: shellImage,
        Cmd: ['sleep', 'infinity'],
        Labels: { [label('workspace')]: workspace.root, [label('tool')]: 'true' },
      });
      await tool.start();
      const volumes = await volumesOf(workspace);
      expect(volumes).toHaveLength(2);
      await besidesForeign(`foreign-${process.pid}-clean`, async () => {
        const cleaned = await workspace.dsw('host-clean --yes');
        expect([cleaned.exitCode, cleaned.stderr]).toEqual([0, '']);
        expect(await leftInEngine(docker, workspace.root)).toEqual([]);
        expect(await volumesOf(workspace)).toEqual(volumes);
        await workspace.succeeds('up');
        expect([await startsOf(workspace, 'box'), await startsOf(workspace, 'box', 'feature-x')]).toEqual([2, 1]);
        const purged = await workspace.dsw('host-purge --yes');
        expect([purged.exitCode, purged.stderr]).toEqual([0, '']);
        expect([await leftInEngine(docker, workspace.root), await volumesOf(workspace)]).toEqual([[], []]);
        expect([existsSync(workspace.path('platform/box/volumes')), existsSync(workspace.path('env/local'))]).toEqual([false, false]);
      });
    }));

  it('need no sound manifest and no folder to be ended', () =>
    inContainers(files, async (workspace) => {
      await workspace.succeeds('up');
      await workspace.write({ 'platform/box/component.yaml': '{ broken', 'platform/needy/compose.yaml': '{ broken' });
      await workspace.succeeds('host-clean --yes');
      expect(await leftInEngine(machineEngine().docker, workspace.root)).toEqual([]);
      await workspace.succeeds('host-purge --yes');
      expect(await volumesOf(workspace)).toEqual([]);
    }));

  it('a network that somebody else has joined is kept, and a removal goes on', () =>
    inContainers(box('box'), async (workspace) => {
      const { docker } = machineEngine();
      await workspace.succeeds('up');
      const [network] = await docker.listNetworks({ filters: { label: [`${label('workspace')}=${workspace.root}`] } });
      const guest = await docker.createContainer({
        Image: shellImage,
        Cmd: ['sleep', 'infinity'],
        HostConfig: { NetworkMode: network?.Name ?? '' },
      });
      try {
        await guest.start();
        const { exitCode, stdout } = await workspace.dsw('host-clean --yes');
        expect([exitCode, stdout]).toEqual([
          0,
          expect.stringContaining(`network ${network?.Name} clean: skipped, kept, since a container of somebody else uses it`),
        ]);
        expect((await guest.inspect()).State.Running).toBe(true);
      } finally {
        await guest.remove({ force: true });
      }
      await workspace.succeeds('host-clean --yes');
    }));

  for (const event of ['kill needy', 'destroy needy', 'kill box', 'destroy box'])
    it(`are ended by the next host-purge when one was killed at "${event}"`, () =>
      inContainers(files, async (workspace) => {
        await workspace.succeeds('up');
        expect((await killedAtEvent(workspace, 'host-purge --yes', event)).signal).toBe('SIGKILL');
        await workspace.succeeds('host-purge --yes');
        expect([await leftInEngine(machineEngine().docker, workspace.root), await volumesOf(workspace)]).toEqual([[], []]);
        expect(existsSync(workspace.path('env/local'))).toBe(false);
      }));

  it('are not looked at while the engine is silent: that is said, their data are left alone, and everything else is done', () =>
    inContainers(
      {
        ...box('box', { script: runs }),
        'platform/plain/component.yaml':
          'description: No container\nprofiles: [starter]\nruntimes: { process: { command: [sh, -c, "echo kept >$DSW_VOLUME/rows; exec sleep infinity"] } }\n',
        'env/other/plain.env': '',
      },
      async (workspace) => {
        await workspace.succeeds('up');
        await workspace.succeeds('start plain --env other');
        const env = { DOCKER_HOST: `unix://${workspace.path('absent.sock')}` };
        const problem = `error: containers and what belongs to them were not looked at: the container engine at unix://<workspace>/absent.sock does not answer: its socket is gone
  Start the container engine, then run this again.`;
        const cleaned = seen(workspace, await workspace.dsw('host-clean --yes', { env }));
        expect([cleaned.exitCode, cleaned.stderr]).toEqual([3, problem]);
        const purged = seen(workspace, await workspace.dsw('host-purge --yes', { env }));
        expect([purged.exitCode, purged.stderr]).toEqual([
          3,
          `${problem}
error: data and configuration of local are left alone: containers may use them
  Start the container engine, then run this again.`,
        ]);
        expect((await containersOf(workspace))['box']?.state).toBe('running');
        expect([existsSync(workspace.path('platform/box/volumes/local')), existsSync(workspace.path('env/other'))]).toEqual([true, false]);
        await workspace.succeeds('host-purge --yes');
        expect(await leftInEngine(machineEngine().docker, workspace.root)).toEqual([]);
      },
    ));
});
