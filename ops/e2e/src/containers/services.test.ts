import { createServer } from 'node:net';
import { once } from 'node:events';
import { freePort, shellImage } from '@dust-workspace/runtime/testing';
import { expect, it } from 'vitest';
import { box, containersOf, describeInContainers, inContainers, machineEngine, runs, startsOf } from '../testing/containers.js';
import { killedWhen } from '../testing/killedWhen.js';
import { seen } from '../testing/seen.js';

describeInContainers('a service', () => {
  it('that ends at once fails its start with its last words', () =>
    inContainers(box('box', { script: 'echo opening >&2; echo no licence >&2; exit 7\n' }), async (workspace) => {
      const start = seen(workspace, await workspace.dsw('start box'));
      // An engine that is busy takes a while to notice the end.
      expect({ ...start, stdout: start.stdout.replace(/^box: waiting until .*\n/m, '') }).toEqual({
        exitCode: 1,
        stdout: `box prep: done, prepared
box start: FAILED
  error: box ended before it was ready: exited with code 7: no licence; its last output:
      opening
      no licence
    See what it says: dsw logs box`,
        stderr: '',
      });
      expect(await workspace.status()).toMatchObject({ box: { state: 'failed', detail: 'exited with code 7: no licence' } });
      await workspace.write({ 'platform/box/main.sh': runs });
      await workspace.succeeds('start box');
      expect((await workspace.dsw('logs box')).stdout).toBe('opening\nno licence\nhere\n');
    }));

  it('whose program the image does not have names it', () =>
    inContainers(box('box'), async (workspace) => {
      const file = await workspace.read('platform/box/compose.yaml');
      await workspace.write({ 'platform/box/compose.yaml': file.replace('command: [sh,', 'command: [no-such-program,') });
      expect(seen(workspace, await workspace.dsw('start box'))).toEqual({
        exitCode: 1,
        stdout: `box prep: done, prepared
box start: FAILED
  platform/box/compose.yaml: error: box cannot be started: no-such-program is not in the image ${shellImage}
    Correct the command, or use another image.`,
        stderr: '',
      });
      expect(await containersOf(workspace)).toEqual({});
      await workspace.write({ 'platform/box/compose.yaml': file });
      await workspace.succeeds('start box');
    }));

  it('that never becomes ready is left as it is, and told what its check answered', () =>
    inContainers(
      box('box', { manifest: 'ready: { command: [sh, -c, "test -e /volume/go || { echo closed today >&2; exit 1; }"], within: 1s }\n' }),
      async (workspace) => {
        expect(seen(workspace, await workspace.dsw('start box'))).toEqual({
          exitCode: 1,
          stdout: expect.stringMatching(
            /^box prep: done, prepared\n(box: waiting .*\n)?box start: FAILED\n {2}error: box runs but was not ready within 1\.0 s: sh: closed today; its last output:\n {6}here\n {4}See what it says: dsw logs box$/,
          ),
          stderr: '',
        });
        expect(await workspace.status()).toMatchObject({ box: { state: 'unhealthy', detail: 'sh: closed today' } });
        await workspace.write({ 'platform/box/volumes/local/go': '' });
        expect(seen(workspace, await workspace.dsw('start box'))).toMatchObject({
          exitCode: 0,
          stdout: expect.stringContaining('box start: unchanged, healthy'),
        });
        expect(await startsOf(workspace, 'box')).toBe(1);
      },
    ));

  it('whose own health check never passes is waited for with what that answered, whatever its interval', () =>
    inContainers(
      box('box', {
        manifest: 'ready: { command: [sh] }\n',
        service: '    healthcheck:\n      test: [CMD-SHELL, "echo not in the mood; exit 1"]\n      interval: 1h\n',
      }),
      async (workspace) => {
        const manifest = await workspace.read('platform/box/component.yaml');
        await workspace.write({ 'platform/box/component.yaml': manifest.replace(/^ready:.*\n/m, '') });
        const interrupted = seen(workspace, await killedWhen(workspace, 'start box', 'not in the mood', 'SIGINT'));
        expect(interrupted).toMatchObject({
          exitCode: 130,
          stdout: `box prep: done, prepared
box: waiting until box is ready: /bin/sh: not in the mood
box start: FAILED
  error: the start of box was interrupted; it is stopped again`,
        });
        expect(await containersOf(workspace)).toEqual({});
      },
    ));

  it('whose image is not here and nowhere to be had names it, the reason and the override', async () => {
    const port = await freePort();
    const image = `127.0.0.1:${port}/no/such:1`;
    await inContainers(
      { ...box('box', { image }), ...box('needy', { manifest: 'needs: { box: healthy }\n' }), ...box('other') },
      async (workspace) => {
        const up = seen(workspace, await workspace.dsw('up'));
        expect(up.exitCode).toBe(3);
        expect(up.stdout).toContain(`box prep: FAILED
  error: the image ${image} of box cannot be pulled: 127.0.0.1:${port} cannot be reached (the engine says: Get "http://127.0.0.1:${port}/v2/": `);
        expect(up.stdout).toContain(
          '    Set BOX_IMAGE to use another image, DSW_REGISTRY to a mirror of Docker Hub, or DSW_RUNTIME=process to run without containers.\n',
        );
        expect(up.stdout).toContain('needy start: skipped');
        expect(up.stdout).toContain('other start: done, healthy');
        expect(await workspace.status()).toMatchObject({ box: { state: 'stopped' }, other: { state: 'healthy' } });

        await workspace.write({ 'env/local/box.env': `BOX_IMAGE=${shellImage}\n` });
        await workspace.succeeds('up');
        // One that runs is not stopped for an image that is not to be had.
        const before = await containersOf(workspace);
        await workspace.write({ 'env/local/box.env': `BOX_IMAGE=127.0.0.1:${port}/another:1\n` });
        const again = seen(workspace, await workspace.dsw('up'));
        expect([again.exitCode, again.stdout]).toEqual([
          3,
          expect.stringContaining(`the image 127.0.0.1:${port}/another:1 of box cannot be pulled`),
        ]);
        expect(await containersOf(workspace)).toEqual(before);
      },
    );
  });

  it('whose port a foreign container has published names that container', async () => {
    const { docker } = machineEngine();
    const port = await freePort();
    const foreign = await docker.createContainer({
      Image: shellImage,
      name: `dsw-e2e-foreign-${port}`,
      Cmd: ['sleep', 'infinity'],
      HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] } },
      ExposedPorts: { '80/tcp': {} },
    });
    await foreign.start();
    try {
      const service = '    ports: ["127.0.0.1:${BOX_PORT}:80"]\n';
      await inContainers(
        { ...box('box', { manifest: 'ports: { BOX_PORT: 80 }\n', service }), 'env/local/box.env': `BOX_PORT=${port}\n` },
        async (workspace) => {
          expect(seen(workspace, await workspace.dsw('start box'))).toEqual({
            exitCode: 1,
            stdout: `box prep: done, prepared, BOX_PORT ${port}
box start: FAILED
  error: port ${port} (BOX_PORT of box) is taken by the container dsw-e2e-foreign-${port} (${shellImage})
    Stop that container, or set BOX_PORT to another port in env/local/box.env.`,
            stderr: '',
          });
          expect((await foreign.inspect()).State.Running).toBe(true);
          expect(await containersOf(workspace)).toEqual({});
          await foreign.remove({ force: true });
          await workspace.succeeds('start box');
        },
      );
    } finally {
      await foreign.remove({ force: true }).catch(() => undefined);
    }
  });

  it('whose port a process has taken between its making and its start names the process', async () => {
    const port = await freePort();
    const service = '    ports: ["127.0.0.1:${BOX_PORT}:80"]\n';
    await inContainers(
      { ...box('box', { manifest: 'ports: { BOX_PORT: 80 }\n', service }), 'env/local/box.env': `BOX_PORT=${port}\n` },
      async (workspace) => {
        await workspace.succeeds('start box');
        await workspace.succeeds('stop box');
        const listener = createServer().listen(port, '127.0.0.1');
        await once(listener, 'listening');
        const start = seen(workspace, await workspace.dsw('start box'));
        expect([start.exitCode, start.stdout]).toEqual([
          1,
          expect.stringContaining(`error: port ${port} (BOX_PORT of box) is taken by process ${process.pid}: `),
        ]);
        await new Promise((resolve) => listener.close(resolve));
        await workspace.succeeds('start box');
      },
    );
  });
});
