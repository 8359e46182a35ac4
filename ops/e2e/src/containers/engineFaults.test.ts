import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { noOwnEngine, shellImage, startOwnEngine, type OwnEngine } from '@dust-workspace/runtime/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { box, containersOf, inContainers, machine, machineEngine, runs, startsOf } from '../testing/containers.js';
import { seen, type Seen } from '../testing/seen.js';
import { withSlowCompose } from '../testing/slowCompose.js';
import { until } from '../testing/until.js';
import type { Ran, Workspace } from '../testing/workspace.js';

const absent = typeof machine === 'string' ? `no container engine to take an image from: ${machine}` : await noOwnEngine();
const remedy =
  'Start it (systemctl start docker, or Docker Desktop, or podman system service). Set DSW_RUNTIME=process to run without containers.';
const mebibyte = 1024 * 1024;

/** An engine of its own with the image that has a shell. */
async function engineWithImage(options: Parameters<typeof startOwnEngine>[0]): Promise<OwnEngine> {
  const engine = await startOwnEngine(options);
  try {
    const image = await machineEngine().docker.getImage(shellImage).get();
    const loading = await engine.docker.loadImage(image);
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
  // What one test did not bring back shall not fail the next.
  afterEach(() => engine?.start());

  const said = (workspace: Workspace, ran: Ran): Seen => {
    const { exitCode, stdout, stderr } = seen(workspace, ran);
    return { exitCode, stdout: stdout.replaceAll(engine.url, '<engine>'), stderr: stderr.replaceAll(engine.url, '<engine>') };
  };

  it('that dies while a start waits ends that start in words; when it is back, the next one goes on with the data', () =>
    inContainers(
      box('box', {
        script:
          'trap "exit 0" TERM; echo started >>/volume/starts; until [ -e /volume/go ]; do sleep 0.1; done; touch /tmp/up; sleep infinity & wait\n',
      }),
      async (workspace) => {
        const start = workspace.launch('start box');
        await until('it is waited for', () => start.said().includes('waiting until box is ready'));
        await engine.kill();
        const { exitCode, stdout, stderr } = said(workspace, await start.ended);
        expect([exitCode, stderr]).toEqual([1, '']);
        expect(stdout.split('\n').slice(-3)).toEqual([
          'box start: FAILED',
          // It depends on whether a question was under way.
          expect.stringMatching(
            /^ {2}error: nobody knows whether box became ready: the container engine at <engine> does not answer: (nobody listens there|it broke off)$/,
          ),
          `    ${remedy}`,
        ]);
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
          await workspace.succeeds('prep');
          const start = workspace.launch('up', { env });
          await until('Compose is called', async () => (await calls()) === 1);
          await engine.kill();
          await release();
          const up = said(workspace, await start.ended);
          const silent = `FAILED\n  error: the container engine at <engine> does not answer: nobody listens there\n    ${remedy}`;
          expect([up.exitCode, up.stdout.split('\n\n')[0], up.stderr]).toEqual([
            1,
            `box prep: unchanged, prepared\nother prep: unchanged, prepared\nbox start: ${silent}\nother start: ${silent}`,
            '',
          ]);
          await engine.start();
          await workspace.succeeds('up');
          expect(await workspace.status()).toMatchObject({ box: { state: 'healthy' }, other: { state: 'healthy' } });
        }),
      { engine },
    ));

  it('that is restarted has ended what ran; what follows logs is told why there are no more, and the next start brings everything back', () =>
    inContainers(
      { ...box('box'), ...box('needy', { manifest: 'needs: { box: healthy }\n' }) },
      async (workspace) => {
        await workspace.succeeds('up');
        const logs = workspace.launch('logs -f box');
        await until('logs are followed', () => logs.said() === 'here\n');
        await engine.shutDown();
        const followed = said(workspace, await logs.ended);
        expect(followed).toEqual({
          exitCode: 0,
          stdout: expect.stringMatching(/^here\n\(the container engine at <engine> does not answer: .*\)$/),
          stderr: '',
        });
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
        expect(seen(workspace, await workspace.dsw('start box'))).toEqual({
          exitCode: 1,
          stdout: `box prep: unchanged, prepared
box start: FAILED
  error: the container of box cannot be made: the disk of the container engine is full
    Make room there (docker system df shows what takes it) and run this again.`,
          stderr: '',
        });
        await rm(filler);
        await workspace.succeeds('start box');
        expect(await startsOf(workspace, 'box')).toBe(1);
      },
      { engine },
    ));
});
