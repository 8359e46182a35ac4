import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, shellImage } from '@dust-workspace/runtime/testing';
import { expect, it } from 'vitest';
import { box, containersOf, describeInContainers, inContainers, machineEngine, startsOf } from '../testing/containers.js';
import { seen } from '../testing/seen.js';
import type { Workspace } from '../testing/workspace.js';

const label = (name: string): string => `org.dust-workspace.${name}`;

/** Runs `body` while somebody else's container has a name, and sees that nobody touched it. */
async function besides(name: string, labels: Record<string, string>, body: () => Promise<void>): Promise<void> {
  const foreign = await machineEngine().docker.createContainer({ Image: shellImage, name, Cmd: ['sleep', 'infinity'], Labels: labels });
  await foreign.start();
  const { State: before } = await foreign.inspect();
  try {
    await body();
    expect((await foreign.inspect()).State).toEqual(before);
  } finally {
    await foreign.remove({ force: true });
  }
}

/** The name that the container of `box` gets in this workspace, which has been started and stopped to find out. */
async function nameOf(workspace: Workspace): Promise<string> {
  await workspace.succeeds('start box');
  const name = (await containersOf(workspace))['box']?.name ?? '';
  await workspace.succeeds('stop box');
  return name;
}

/** A box that publishes a port, which nobody need listen on. */
function published(port: number): Record<string, string> {
  return box('box', { manifest: `ports: { BOX_PORT: ${port} }\n`, service: `    ports: ["127.0.0.1:\${BOX_PORT}:${port}"]\n` });
}

const needy = box('needy', { manifest: 'needs: { box: healthy }\n' });

describeInContainers('a container', () => {
  it('that somebody removed is made again, and what needs it runs on', () =>
    inContainers({ ...box('box'), ...needy }, async (workspace) => {
      await workspace.succeeds('up');
      const before = await containersOf(workspace);
      await machineEngine()
        .docker.getContainer(before['box']?.id ?? '')
        .remove({ force: true });
      expect(await workspace.status()).toMatchObject({ box: { state: 'stopped' }, needy: { state: 'healthy' } });
      const { stdout } = await workspace.dsw('up --dry-run --json');
      expect(JSON.parse(stdout)).toEqual({
        operations: [{ id: 'box:start', verb: 'start', component: 'box', cause: 'it is stopped, needed by needy', after: [] }],
      });
      await workspace.succeeds('up');
      const after = await containersOf(workspace);
      expect([after['needy'], after['box']?.state, await startsOf(workspace, 'box')]).toEqual([before['needy'], 'running', 2]);
    }));

  it('that somebody stopped is told to have ended, with its last words, and started again', () =>
    inContainers(box('box'), async (workspace) => {
      await workspace.succeeds('up');
      await machineEngine()
        .docker.getContainer((await containersOf(workspace))['box']?.id ?? '')
        .stop({ t: 5 });
      expect(await workspace.status()).toMatchObject({ box: { state: 'failed', detail: 'exited with code 0: here' } });
      await workspace.succeeds('up');
      expect([(await containersOf(workspace))['box']?.state, await startsOf(workspace, 'box')]).toEqual(['running', 2]);
      expect((await workspace.dsw('logs box')).stdout).toBe('here\nhere\n');
    }));

  it('that somebody paused is told to be paused, and goes on with the next start', () =>
    inContainers(box('box'), async (workspace) => {
      await workspace.succeeds('up');
      const container = machineEngine().docker.getContainer((await containersOf(workspace))['box']?.id ?? '');
      await container.pause();
      expect(await workspace.status()).toMatchObject({ box: { state: 'unhealthy', detail: 'is paused; a start lets it go on' } });
      expect(seen(workspace, await workspace.dsw('start box'))).toEqual({
        exitCode: 0,
        stdout: 'box prep: unchanged, prepared\nbox start: done, healthy after <time>',
        stderr: '',
      });
      expect([(await container.inspect()).State.Status, await startsOf(workspace, 'box')]).toEqual(['running', 1]);
      await container.pause();
      await workspace.succeeds('stop box');
      expect(await containersOf(workspace)).toEqual({});
    }));

  for (const [whose, labels] of [
    ['without labels', {}],
    ['of another workspace', { [label('workspace')]: '/elsewhere', [label('environment')]: 'local', [label('component')]: 'box' }],
  ] as const)
    it(`${whose} that has the name of ours is left alone, and named`, () =>
      inContainers(box('box'), async (workspace) => {
        const name = await nameOf(workspace);
        await besides(name, labels, async () => {
          const start = seen(workspace, await workspace.dsw('start box'));
          expect({ ...start, stdout: start.stdout.replace(/\([0-9a-f]{12}\)/, '(<id>)') }).toEqual({
            exitCode: 1,
            stdout: `box prep: unchanged, prepared
box start: FAILED
  error: the container of box cannot be made: there is one named ${name} already (<id>), which is not of this workspace
    Rename or remove it: docker rename ${name} …`,
            stderr: '',
          });
          expect(await workspace.status()).toMatchObject({ box: { state: 'stopped' } });
          await workspace.succeeds('stop box');
          await workspace.succeeds('down');
        });
        await workspace.succeeds('start box');
      }));

  it('of one environment is none of another: they live side by side, each with ports of its own', async () => {
    const port = await freePort();
    await inContainers(published(port), async (workspace) => {
      await workspace.succeeds('up');
      const local = (await containersOf(workspace))['box'];
      await workspace.succeeds('--env second up');
      await expect(containersOf(workspace)).rejects.toThrow('box has two containers');
      expect([await startsOf(workspace, 'box'), await startsOf(workspace, 'box', 'second')]).toEqual([1, 1]);
      const leases = JSON.parse(await workspace.read('env/second/ports.json')) as Record<string, number>;
      expect(leases['BOX_PORT']).toBeGreaterThanOrEqual(20_000);
      await workspace.succeeds('--env second down');
      expect(await containersOf(workspace)).toEqual({ box: local });
      expect(await workspace.status()).toMatchObject({ box: { state: 'healthy', ports: { BOX_PORT: port } } });
    });
  });

  it('of one checkout is none of another, although their folders have the same name', () =>
    inFolders(2, async ([one = '', two = '']) => {
      const files = published(await freePort());
      await inContainers(
        files,
        (first) =>
          inContainers(
            files,
            async (second) => {
              await Promise.all([first.succeeds('up'), second.succeeds('up')]);
              const [firsts, seconds] = [await containersOf(first), await containersOf(second)];
              expect(firsts['box']?.name).not.toBe(seconds['box']?.name);
              const ports = (await Promise.all([first.status(), second.status()])).map(({ box: found }) => found?.ports['BOX_PORT']);
              expect(new Set(ports).size).toBe(2);
              await second.succeeds('down');
              expect([await containersOf(first), await containersOf(second)]).toEqual([firsts, {}]);
              expect(await first.status()).toMatchObject({ box: { state: 'healthy' } });
            },
            { under: two, name: 'checkout' },
          ),
        { under: one, name: 'checkout' },
      );
    }));
});

/** Runs `body` with as many new folders. */
async function inFolders(count: number, body: (folders: readonly string[]) => Promise<void>): Promise<void> {
  const folders = await Promise.all(Array.from({ length: count }, () => mkdtemp(join(tmpdir(), 'dsw-checkout-'))));
  try {
    await body(folders);
  } finally {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  }
}
