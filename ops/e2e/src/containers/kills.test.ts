import { registryProgram, startRegistry } from '@dust-workspace/runtime/testing';
import { expect, it } from 'vitest';
import { box, containersOf, describeInContainers, inContainers, machineEngine, runs, startsOf } from '../testing/containers.js';
import { killedAtEvent } from '../testing/killedAtEvent.js';
import { killedWhen } from '../testing/killedWhen.js';
import { runningIn } from '../testing/leftBy.js';
import { withSlowCompose } from '../testing/slowCompose.js';
import { until } from '../testing/until.js';
import type { Workspace } from '../testing/workspace.js';

const files = { ...box('box'), ...box('needy', { manifest: 'needs: { box: healthy }\n' }) };
const rows = 'platform/box/volumes/local/rows';

/** Data that must outlive everything. Their folder gets its owner by the preparation. */
async function haveRows(workspace: Workspace): Promise<void> {
  await workspace.succeeds('prep box needy');
  await workspace.write({ [rows]: 'some\n' });
}

/** Everything runs once, and nothing runs beside it. */
async function isWhole(workspace: Workspace): Promise<void> {
  expect(await workspace.status()).toMatchObject({ box: { state: 'healthy' }, needy: { state: 'healthy' } });
  expect(await containersOf(workspace)).toMatchObject({ box: { state: 'running' }, needy: { state: 'running' } });
  expect(await workspace.read(rows)).toBe('some\n');
  await until('no command of ours is left', () => runningIn(workspace.root).length === 0);
}

describeInContainers('kill -9 of dsw', () => {
  it('while it makes and starts containers: the next start brings everything up once', () =>
    inContainers(files, async (workspace) => {
      await haveRows(workspace);
      for (const event of ['create box', 'start box', 'start needy']) {
        expect(await killedAtEvent(workspace, 'up', event), event).toMatchObject({ signal: 'SIGKILL' });
        expect(Object.keys(await workspace.status())).toEqual(['box', 'needy']);
        await workspace.succeeds('up');
        await isWhole(workspace);
        await workspace.succeeds('down');
        expect(await containersOf(workspace)).toEqual({});
      }
    }));

  it('while it stops and removes them: the next stop ends everything, the next start begins anew', () =>
    inContainers(files, async (workspace) => {
      await haveRows(workspace);
      for (const event of ['kill box', 'destroy needy', 'destroy box']) {
        await workspace.succeeds('up');
        await killedAtEvent(workspace, 'down', event);
        await workspace.succeeds('up');
        await isWhole(workspace);
        await killedAtEvent(workspace, 'down', event);
        await workspace.succeeds('down');
        expect(await containersOf(workspace)).toEqual({});
      }
    }));

  it('while it waits for Compose, which makes the containers later: there is one of each all the same', () =>
    inContainers(files, (workspace) =>
      withSlowCompose(async ({ env, calls, release }) => {
        await haveRows(workspace);
        const killed = workspace.launch('up', { env });
        await until('Compose is called', async () => (await calls()) === 1);
        process.kill(killed.pid, 'SIGKILL');
        await killed.ended;
        const up = workspace.launch('up', { env });
        await until('Compose is called again', async () => (await calls()) === 2);
        await release();
        const { exitCode, stdout, stderr } = await up.ended;
        expect(exitCode, stdout + stderr).toBe(0);
        await isWhole(workspace);
      }),
    ));

  it('while an image is pulled: the next preparation has it', async (context) => {
    context.skip((await registryProgram()) === undefined, 'docker-registry is not installed');
    const registry = await startRegistry();
    const image = await registry.push('e2e/large', '1', { layers: [8_000_000] });
    try {
      await inContainers(box('box', { image }), async (workspace) => {
        expect((await killedWhen(workspace, 'prep box', 'pulling')).signal).toBe('SIGKILL');
        expect(await workspace.status()).toMatchObject({ box: { state: 'stopped', prepared: false } });
        await workspace.succeeds('prep box');
        expect(await workspace.status()).toMatchObject({ box: { state: 'stopped', prepared: true } });
        expect((await machineEngine().docker.getImage(image).inspect()).RepoTags).toEqual([image]);
      });
    } finally {
      await machineEngine()
        .docker.getImage(image)
        .remove()
        .catch(() => undefined);
      await registry.stop();
    }
  });

  it('while a hook works in a container: what the hook had started there ends with the next command', () =>
    inContainers(
      {
        ...box('box', { manifest: 'init: {}\n', script: runs }),
        'platform/box/scripts/init.sh': 'setsid sleep 1001 & sleep 1002\n',
      },
      async (workspace) => {
        const sleepers = async (): Promise<string[]> => {
          const { Processes } = (await machineEngine()
            .docker.getContainer((await containersOf(workspace))['box']?.id ?? '')
            .top({ ps_args: '-o pid,args' })) as { Processes: string[][] };
          return Processes.flatMap(([, command = '']) => (/^sleep 100\d$/.test(command) ? [command] : [])).sort();
        };
        const init = workspace.launch('init box');
        await until(
          'the hook works',
          async () => (await containersOf(workspace))['box']?.state === 'running' && (await sleepers()).length === 2,
        );
        process.kill(init.pid, 'SIGKILL');
        await init.ended;
        expect(await sleepers()).toEqual(['sleep 1001', 'sleep 1002']);
        await workspace.write({ 'platform/box/scripts/init.sh': 'true\n' });
        await workspace.succeeds('init box');
        expect(await sleepers()).toEqual([]);
        expect([(await workspace.status())['box']?.state, await startsOf(workspace, 'box')]).toEqual(['healthy', 1]);
      },
    ));
});
