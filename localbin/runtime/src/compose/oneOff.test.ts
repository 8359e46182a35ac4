import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeComposeHarness, type ComposeHarness } from '../testing/composeHarness.js';
import { launch, polite, stateOf } from '../testing/conformLife.js';
import { engineForTests } from '../testing/engineForTests.js';
import type { Instance, Runtime } from '../runtime.js';
import { labels, placeFilter } from './labels.js';

const engine = await engineForTests();
const missing = typeof engine === 'string' ? engine : undefined;
const never = new AbortController().signal;
const asked = { signal: never, whileStopped: true };

describe.skipIf(missing !== undefined)(`the container of one command${missing === undefined ? '' : `: ${missing}`}`, () => {
  let harness: ComposeHarness;
  beforeEach(async () => {
    if (typeof engine === 'string') throw new Error(engine);
    harness = await makeComposeHarness(engine);
  });
  afterEach(() => harness.dispose());

  it('has the image, user, folder, variables and mounts of the component', async () => {
    const runtime = harness.runtime();
    const instance = await harness.fromService(
      'app',
      {
        user: '${DSW_UID}:${DSW_GID}',
        working_dir: '/srv',
        environment: { OF_FILE: 'from ${WORD}', WORD: '${WORD}' },
        volumes: ['${DSW_VOLUME}/data:/data', './config:/config:ro'],
        entrypoint: ['sh', '-c', 'echo never run'],
        cgroup: 'private',
      },
      { variables: { WORD: 'the $component' }, manifest: { env: { WORD: {} } } },
    );
    const config = join(instance.component.directory, 'compose', 'config');
    await mkdir(config);
    await writeFile(join(config, 'setting'), 'as here\n');
    expect(await runtime.prepare(instance, never)).toEqual({ ok: true });
    const script = 'id -u; pwd; echo "$OF_FILE"; cat /config/setting; echo kept >/data/kept; echo "$EXTRA"';
    const { stdout, exitCode, stderr } = await runtime.exec(instance, ['sh', '-c', script], { ...asked, env: { EXTRA: 'alone' } });
    expect([exitCode, stderr, stdout.split('\n').slice(1)]).toEqual([0, '', ['/srv', 'from the $component', 'as here', 'alone', '']]);
    expect(stdout).not.toMatch(/^0\n/);
    expect((await runtime.exec(instance, ['cat', '/data/kept'], asked)).stdout).toBe('kept\n');
    expect(await containersOf(instance)).toEqual([]);
  });

  it('publishes nothing, is never started again, keeps no output, and is on the network under no name of the component', async () => {
    const runtime = harness.runtime();
    const instance = await harness.fromService(
      'app',
      {
        ports: ['${APP_PORT}:80'],
        restart: 'always',
        hostname: 'app',
        healthcheck: { test: ['CMD', 'true'], interval: '1s' },
        labels: { 'traefik.enable': 'true' },
        networks: { default: { aliases: ['app', 'application'] } },
      },
      { ports: { APP_PORT: 1 }, manifest: { ports: { APP_PORT: 80 } } },
    );
    const other = await harness.instance({ name: 'other', main: { script: polite } });
    await launch(runtime, other);
    expect(await runtime.prepare(instance, never)).toEqual({ ok: true });
    await during(runtime, instance, async () => {
      const [container, ...more] = await containersOf(instance);
      expect(more).toEqual([]);
      const { Config, HostConfig, NetworkSettings, Name } = await harness.engine.docker.getContainer(container ?? '').inspect();
      expect({
        ports: NetworkSettings.Ports,
        bindings: HostConfig.PortBindings,
        restart: HostConfig.RestartPolicy?.Name,
        log: HostConfig.LogConfig?.Type,
        check: Config.Healthcheck?.Test,
        labels: Object.keys(Config.Labels).filter((label) => !label.startsWith('com.docker')),
      }).toEqual({
        ports: {},
        bindings: {},
        restart: expect.stringMatching(/^(no)?$/) as string,
        log: 'none',
        check: ['NONE'],
        labels: [labels.command, labels.environment, labels.runner, labels.workspace],
      });
      expect(Name).toMatch(/-app-command-[0-9a-f]{12}-1$/);
      const [network] = Object.values(NetworkSettings.Networks as Record<string, { Aliases?: string[] }>);
      expect(network?.Aliases?.filter((alias) => alias === 'app' || alias === 'application')).toEqual([]);
      const asks = (name: string) => runtime.exec(other, ['getent', 'hosts', name], { signal: never });
      expect((await asks('app')).exitCode).toBe(2);
      expect((await asks('application')).exitCode).toBe(2);
    });
    // It reaches the others by their names.
    expect(await runtime.exec(instance, ['getent', 'hosts', 'other'], asked)).toMatchObject({ exitCode: 0 });
  });

  it('makes the network of the environment where there is none, which goes with the environment', async () => {
    const runtime = harness.runtime();
    const instance = await harness.instance({ name: 'app', main: { script: polite } });
    expect(await runtime.prepare(instance, never)).toEqual({ ok: true });
    expect(await runtime.exec(instance, ['true'], asked)).toMatchObject({ exitCode: 0 });
    const networks = () => harness.engine.docker.listNetworks({ filters: placeFilter(instance) });
    expect(await networks()).toHaveLength(1);
    await runtime.tidy(instance);
    expect(await networks()).toEqual([]);
  });

  it('is not made before the component is prepared', async () => {
    const instance = await harness.instance({ name: 'app', main: { script: polite } });
    expect(await harness.runtime().exec(instance, ['true'], asked)).toEqual({
      exitCode: 126,
      signal: null,
      stdout: '',
      stderr: 'app was never prepared in this environment\n  dsw prep app does it.\n',
    });
    expect(await containersOf(instance)).toEqual([]);
  });

  it('is not made where there is no image, and that is told with the remedy', async () => {
    const runtime = harness.runtime();
    const instance = await harness.fromService('app', { image: 'dust-workspace/no-such-image:1' });
    await mkdir(instance.volume, { recursive: true });
    expect(await runtime.exec(instance, ['true'], asked)).toEqual({
      exitCode: 126,
      signal: null,
      stdout: '',
      stderr:
        'the container of app cannot be made: the image dust-workspace/no-such-image:1 is not here\n' +
        '  Get it with dsw prep app, or choose another by APP_IMAGE.\n',
    });
  });

  it('is not made for a command that is aborted meanwhile', async () => {
    const runtime = harness.runtime();
    const instance = await harness.instance({ name: 'app', main: { script: polite } });
    expect(await runtime.prepare(instance, never)).toEqual({ ok: true });
    const controller = new AbortController();
    const end = runtime.exec(instance, ['sh', '-c', 'echo ran'], { signal: controller.signal, whileStopped: true });
    setTimeout(() => controller.abort(), 50);
    expect(await end).toMatchObject({ exitCode: null, signal: 'SIGTERM', stdout: '' });
    expect(await containersOf(instance)).toEqual([]);
  });

  it('is not taken for the component by whoever removes that', async () => {
    const runtime = harness.runtime();
    const instance = await harness.instance({ name: 'app', main: { script: polite } });
    expect(await runtime.prepare(instance, never)).toEqual({ ok: true });
    await during(runtime, instance, async () => {
      expect(await stateOf(runtime, instance)).toEqual({ kind: 'stopped' });
      expect(await runtime.stop(instance, { onKill: () => undefined })).toEqual({ ok: true });
      expect(await runtime.remove(instance)).toEqual({ ok: true });
      expect(await containersOf(instance)).toHaveLength(1);
    });
    expect(await containersOf(instance)).toEqual([]);
  });

  /** While a command runs that says that it does. */
  async function during(runtime: Runtime, instance: Instance, body: () => Promise<void>): Promise<void> {
    const controller = new AbortController();
    const output = new PassThrough();
    const said = new Promise((resolve) => output.once('data', resolve));
    const end = runtime.exec(instance, ['sh', '-c', 'echo started; sleep 600'], {
      ...asked,
      signal: controller.signal,
      stdout: output,
    });
    await Promise.race([said, end]);
    try {
      await body();
    } finally {
      controller.abort();
      await end;
    }
  }

  async function containersOf(instance: Instance): Promise<string[]> {
    const { label } = placeFilter(instance);
    const filters = { label: [...label, `${labels.command}=${instance.component.name}`] };
    return (await harness.engine.docker.listContainers({ all: true, filters })).map(({ Id }) => Id);
  }
});
