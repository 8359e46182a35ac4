import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { ok, type Result } from '@dust-workspace/component';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { registryProgram, registryUser, startRegistry, type Registry } from '../../testing/registry.js';
import { eventually } from '../../testing/waiting.js';
import { wireTo } from '../../testing/wire.js';
import { connectEngine } from '../engine.js';
import { pullImages, type PullOptions, type WantedImage } from './pullImage.js';
import { withMirror } from './withMirror.js';

const engine = await connectEngine({ processEnv: process.env, uid: process.getuid?.() ?? 0 });
const missing = !engine.ok
  ? engine.diagnostics.map(({ message }) => message).join('; ')
  : (await registryProgram()) === undefined
    ? 'docker-registry is not installed'
    : undefined;

let docker: Docker;
let registry: Registry;
let closed: Registry;
let addresses: string[] = [];

beforeAll(async () => {
  if (missing !== undefined || !engine.ok) return;
  docker = engine.value.docker;
  registry = await startRegistry();
  closed = await startRegistry({ closed: true });
  addresses = [registry.address, closed.address];
});

beforeEach(({ skip }) => skip(missing !== undefined, missing));

afterAll(async () => {
  if (missing !== undefined) return;
  await registry.stop();
  await closed.stop();
  // An image that was pulled by its digest has no tag.
  for (const { Id, RepoTags, RepoDigests } of await docker.listImages())
    if ([...(RepoTags ?? []), ...(RepoDigests ?? [])].some((name) => addresses.some((address) => name.startsWith(`${address}/`))))
      await docker.getImage(Id).remove({ force: true });
});

function want(image: string, component = 'cache'): WantedImage {
  return { image, component, override: `${component.toUpperCase()}_IMAGE` };
}

interface Pulled {
  readonly results: Record<string, Result<void>>;
  readonly said: readonly string[];
}

async function pull(wanted: readonly WantedImage[], options: Partial<PullOptions> = {}): Promise<Pulled> {
  const said: string[] = [];
  const results = await pullImages(docker, wanted, {
    signal: new AbortController().signal,
    environment: { HOME: '/nonexistent', PATH: '/usr/bin:/bin' },
    onProgress: (component, message) => void said.push(`${component}: ${message}`),
    ...options,
  });
  return { results: Object.fromEntries(results), said };
}

async function loggedIn(address: string, password: string): Promise<NodeJS.ProcessEnv> {
  const folder = await mkdtemp(join(tmpdir(), 'pull-image-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const auth = Buffer.from(`${registryUser.username}:${password}`).toString('base64');
  await writeFile(join(folder, 'config.json'), JSON.stringify({ auths: { [address]: { auth } } }));
  return { DOCKER_CONFIG: folder };
}

function problemsIn(result: Result<void> | undefined): { code: string; message: string; remedy?: string }[] {
  if (result === undefined || result.ok) return [];
  return result.diagnostics.map(({ code, message, remedy }) => ({ code, message, ...(remedy !== undefined && { remedy }) }));
}

const others = (override: string): string =>
  `Set ${override} to use another image, DSW_REGISTRY to a mirror of Docker Hub, or DSW_RUNTIME=process to run without containers.`;

async function digestOf(image: string): Promise<string> {
  const { RepoDigests } = await docker.getImage(image).inspect();
  return RepoDigests[0]?.split('@')[1] ?? '';
}

test('images that are missing are pulled once, and those that are there are left alone', async () => {
  const one = await registry.push('group/one', '1', { layers: [2_000_000, 100] });
  const two = await registry.push('group/two', '1');
  const wanted = [want(one, 'cache'), want(two, 'queue'), want(one, 'cache-2')];
  const first = await pull(wanted);
  expect(first.results).toEqual({ cache: ok(), queue: ok(), 'cache-2': ok() });
  expect(first.said).toContain(`cache: pulling ${one}`);
  expect(first.said).toContain(`cache-2: pulling ${one}`);
  // podman tells how much has come only of what takes seconds.
  if (engine.ok && engine.value.product === 'docker')
    expect(first.said.filter((line) => line.startsWith('queue: unpacking'))).toContain(`queue: unpacking ${two}: 0 of 1 kB`);
  expect(await pull(wanted)).toEqual({ results: first.results, said: [] });
});

test('an image of Docker Hub comes from a mirror', async () => {
  await registry.push('library/redis', '7');
  const mirrored = withMirror('redis:7', registry.address);
  const image = mirrored.ok ? mirrored.value : '';
  expect(image).toBe(`${registry.address}/library/redis:7`);
  expect((await pull([want(image)])).results).toEqual({ cache: ok() });
});

test('an image is pulled by its digest, with and without a tag', async () => {
  const image = await registry.push('group/digest', '1');
  await pull([want(image)]);
  const digest = await digestOf(image);
  await docker.getImage(image).remove();
  const byDigest = `${registry.address}/group/digest@${digest}`;
  expect((await pull([want(byDigest)])).results).toEqual({ cache: ok() });
  expect(await pull([want(byDigest), want(`${image}@${digest}`, 'queue')])).toEqual({ results: { cache: ok(), queue: ok() }, said: [] });
});

test('a tag that is missing is named for each component, and the other images come all the same', async () => {
  const there = await registry.push('group/there', '1');
  const absent = `${registry.address}/group/there:2`;
  const { results } = await pull([want(absent, 'cache'), want(absent, 'queue'), want(there, 'store')]);
  const code = 'image-not-found';
  const reason = `cannot be pulled: ${registry.address} has no such image or tag`;
  expect(problemsIn(results['cache'])).toEqual([
    { code, message: `the image ${absent} of cache ${reason}`, remedy: others('CACHE_IMAGE') },
  ]);
  expect(problemsIn(results['queue'])).toEqual([
    { code, message: `the image ${absent} of queue ${reason}`, remedy: others('QUEUE_IMAGE') },
  ]);
  expect(results['store']).toEqual(ok());
});

test('a closed registry is entered with what docker login stored', async () => {
  const image = await closed.push('group/secret', '1');
  const { results } = await pull([want(image)], { environment: await loggedIn(closed.address, registryUser.password) });
  expect(results).toEqual({ cache: ok() });
});

test('a closed registry refuses a wrong password, which is not shown, and none', async () => {
  const image = await closed.push('group/refused', '1');
  const environment = await loggedIn(closed.address, 'sentinel');
  const remedy = `Log in: docker login ${closed.address} (or podman login).\n${others('CACHE_IMAGE')}`;
  const message = (how: string): string =>
    `the image ${image} of cache cannot be pulled: ${closed.address} refuses access ${how}, or has no such image`;
  expect(problemsIn((await pull([want(image)], { environment })).results['cache'])).toEqual([
    { code: 'image-denied', message: message('with the credentials that docker login stored'), remedy },
  ]);
  expect(problemsIn((await pull([want(image)])).results['cache'])).toEqual([
    { code: 'image-denied', message: message('without credentials'), remedy },
  ]);
});

test('a registry that is down is named', async () => {
  const gone = await startRegistry();
  const image = await gone.push('group/gone', '1');
  await gone.stop();
  expect(problemsIn((await pull([want(image)])).results['cache'])).toEqual([
    {
      code: 'image-unreachable',
      message: expect.stringContaining(
        `the image ${image} of cache cannot be pulled: ${gone.address} cannot be reached (the engine says: `,
      ),
      remedy: `Check the network of this machine and the proxy of the engine, then try again.\n${others('CACHE_IMAGE')}`,
    },
  ]);
});

test('an image for another platform is named', async () => {
  const image = await registry.push('group/foreign', '1', { platform: 'linux/mips' });
  expect(problemsIn((await pull([want(image)])).results['cache'])).toEqual([
    {
      code: 'image-platform',
      message: expect.stringContaining(`the image ${image} of cache cannot be pulled: there is none for the platform of this machine`),
      remedy: others('CACHE_IMAGE'),
    },
  ]);
});

test('what is no name of an image never reaches the engine', async () => {
  expect(problemsIn((await pull([want('../containers/json')])).results['cache'])).toMatchObject([{ code: 'image-name' }]);
});

test('an abort ends the pull in the engine, and the next one succeeds', async () => {
  await registry.push('group/slow', '1', { layers: [3_000_000] });
  const wire = await wireTo(registry.address, { after: 500_000, then: 'stall' });
  onTestFinished(() => wire.close());
  addresses.push(wire.address);
  const image = `${wire.address}/group/slow:1`;
  const interrupt = new AbortController();
  const pulling = pull([want(image)], { signal: interrupt.signal });
  await wire.reached;
  interrupt.abort();
  expect(problemsIn((await pulling).results['cache'])).toEqual([
    { code: 'aborted', message: `the image ${image} of cache was not pulled: interrupted` },
  ]);
  // An engine does not interrupt its own waiting for a registry.
  wire.release();
  await eventually('the engine lets go of the registry', () => wire.connections() === 0);
  expect((await pull([want(`${registry.address}/group/slow:1`)])).results).toEqual({ cache: ok() });
  await expect(docker.getImage(image).inspect()).rejects.toMatchObject({ statusCode: 404 });
});

test('nothing is pulled after an abort', async () => {
  const signal = AbortSignal.abort();
  const image = `${registry.address}/group/never:1`;
  expect(problemsIn((await pull([want(image)], { signal })).results['cache'])).toMatchObject([{ code: 'aborted' }]);
});
