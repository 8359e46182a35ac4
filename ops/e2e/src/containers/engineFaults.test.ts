import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { noOwnEngine, shellImage, startOwnEngine, type OwnEngine } from '@dust-workspace/runtime/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { box, containersOf, inContainers, machine, machineEngine, runs, startsOf } from '../testing/containers.js';
import { seen, type Seen } from '../testing/seen.js';
import { withSlowCompose } from '../testing/slowCompose.js';
import { until } from '../testing/until.js';
import type { Workspace } from '../testing/workspace.js';

const absent = typeof machine === 'string' ? `no container engine to take an image from: ${machine}` : await noOwnEngine();
const mebibyte = 1024 * 1024;

/** An engine of its own with the image that has a shell. */
async function engineWithImage(options: Parameters<typeof startOwnEngine>[0]): Promise<OwnEngine> {
  const engine = await startOwnEngine(options);
  try {
    const image = await machineEngine().docker.getImage(shellImage).get();
    const loading = await engine.docker.loadImage(image as never);
    await new Promise((resolve, reject) =>
      engine.docker.modem.followProgress(loading, (error) => (error ? reject(error) : resolve(undefined))),
    );
    return engine;
  } catch (error) {
    await engine.remove();
    throw error;
  }
}

describe('an engine', () => {
  let engine: OwnEngine;
  beforeAll(async () => {
    if (absent === undefined) engine = await engineWithImage({});
  });
  afterAll(() => engine?.remove());
  beforeEach((context) => context.skip(absent !== undefined, absent));

  const said = (workspace: Workspace, ran: Seen): Seen => ({
    ...ran,
    stdout: ran.stdout.replaceAll(engine.url, '<engine>'),
    stderr: ran.stderr.replaceAll(engine.url, '<engine>'),
  });

  it('that dies while a start waits ends that start in words; when it is back, the next one goes on with the data', () =>
    inContainers(
      box('box', {
        script:
          'echo started >>/volume/starts; echo here; until [ -e /volume/go ]; do sleep 0.1; done; touch /tmp/up; trap "exit 0" TERM; sleep infinity & wait\n',
      }),
      async (workspace) => {
        const start = workspace.launch('start box');
        await until('it is waited for', () => start.said().includes('waiting until box is ready'));
        await engine.kill();
        expect(said(workspace, seen(workspace, await start.ended))).toEqual({ exitCode: 1, stdout: '', stderr: '' });
        expect(await workspace.status()).toMatchObject({ box: { state: 'unknown' } });
        await engine.start();
        await workspace.write({ 'platform/box/volumes/local/go': '' });
        await workspace.succeeds('start box');
        expect([(await workspace.status())['box']?.state, await startsOf(workspace, 'box')]).toEqual(['healthy', 2]);
        expect(Object.keys(await containersOf(workspace, engine))).toEqual(['box']);
      },
      { engine },
    ));

  it('that dies while containers are made ends that in words; when it is back, the next start makes them', () =>
    inContainers(
      { ...box('box'), ...box('other') },
      (workspace) =>
        withSlowCompose(async ({ env, calls, release }) => {
          const start = workspace.launch('up', { env });
          await until('Compose is called', async () => (await calls()) === 1);
          await engine.kill();
          await release();
          const up = said(workspace, seen(workspace, await start.ended));
          expect(up).toEqual({ exitCode: 1, stdout: '', stderr: '' });
          await engine.start();
          await workspace.succeeds('up');
          expect(await workspace.status()).toMatchObject({ box: { state: 'healthy' }, other: { state: 'healthy' } });
        }),
      { engine },
    ));

  it('that is restarted has ended what ran; followed logs go on without a trace of a stack, and the next start brings it back', () =>
    inContainers(
      { ...box('box'), ...box('needy', { manifest: 'needs: { box: healthy }\n' }) },
      async (workspace) => {
        await workspace.succeeds('up');
        const logs = workspace.launch('logs -f box');
        await until('logs are followed', () => logs.said() === 'here\n');
        await engine.shutDown();
        const followed = await Promise.race([logs.ended, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 3000))]);
        expect(followed).toEqual('');
        expect(await workspace.status()).toMatchObject({ box: { state: 'unknown' }, needy: { state: 'unknown' } });
        await engine.start();
        expect(await workspace.status()).toMatchObject({ box: { state: 'failed' }, needy: { state: 'failed' } });
        await workspace.succeeds('up');
        expect(await workspace.status()).toMatchObject({ box: { state: 'healthy' }, needy: { state: 'healthy' } });
        expect([await startsOf(workspace, 'box'), await startsOf(workspace, 'needy')]).toEqual([2, 2]);
      },
      { engine },
    ));
});

describe('a full disk of the engine', () => {
  let engine: OwnEngine;
  beforeAll(async () => {
    if (absent === undefined) engine = await engineWithImage({ disk: 400 * mebibyte });
  });
  afterAll(() => engine?.remove());
  beforeEach((context) => context.skip(absent !== undefined, absent));

  it('is told as what it is; with room again the next start does it', () =>
    inContainers(
      box('box', { script: runs }),
      async (workspace) => {
        await workspace.succeeds('prep box');
        const { DockerRootDir: root } = (await engine.docker.info()) as { DockerRootDir: string };
        const filler = join(root, 'filler');
        execFileSync('sh', ['-c', 'cat /dev/zero >"$0" || true', filler], { stdio: 'ignore' });
        expect(seen(workspace, await workspace.dsw('start box'))).toEqual({ exitCode: 1, stdout: '', stderr: '' });
        await rm(filler);
        await workspace.succeeds('start box');
        expect(await startsOf(workspace, 'box')).toBe(1);
      },
      { engine },
    ));
});
