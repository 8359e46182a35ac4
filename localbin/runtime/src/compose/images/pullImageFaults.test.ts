import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Client from 'dockerode';
import { ok, type Result } from '@dust-workspace/component';
import { describe, expect, onTestFinished, test } from 'vitest';
import { noOwnEngine, startOwnEngine, type OwnEngine, type OwnEngineOptions } from '../../testing/ownEngine.js';
import { registryProgram, startRegistry, type Registry } from '../../testing/registry.js';
import { wireTo } from '../../testing/wire.js';
import { pullImages } from './pullImage.js';

const noEngine = (await noOwnEngine()) ?? ((await registryProgram()) === undefined ? 'docker-registry is not installed' : undefined);

interface World {
  readonly engine: OwnEngine;
  readonly registry: Registry;
}

async function world(options: OwnEngineOptions): Promise<World> {
  const registry = await startRegistry();
  onTestFinished(() => registry.stop());
  const engine = await startOwnEngine(options);
  onTestFinished(() => engine.remove());
  return { engine, registry };
}

async function pull(
  docker: Client,
  image: string,
  onProgress: (line: string) => void = () => undefined,
): Promise<Result<void> | undefined> {
  const results = await pullImages(docker, [{ image, component: 'cache', override: 'CACHE_IMAGE' }], {
    signal: new AbortController().signal,
    environment: { HOME: '/nonexistent' },
    onProgress: (_component, line) => onProgress(line),
  });
  return results.get('cache');
}

function refused(code: string, message: string, first: string): object {
  const others =
    'Set CACHE_IMAGE to use another image, DSW_REGISTRY to a mirror of Docker Hub, or DSW_RUNTIME=process to run without containers.';
  return { ok: false, diagnostics: [{ severity: 'error', code, message, remedy: `${first}\n${others}` }] };
}

describe('an engine of its own', () => {
  test('that has no space left says so, and pulls when there is', async ({ skip }) => {
    skip(noEngine !== undefined, noEngine);
    const { engine, registry } = await world({ disk: 30_000_000 });
    const large = await registry.push('group/large', '1', { layers: [20_000_000] });
    const small = await registry.push('group/small', '1');
    expect(await pull(engine.docker, large)).toEqual(
      refused(
        'image-disk-full',
        `the image ${large} of cache cannot be pulled: there is no space left on the engine's disk`,
        'Free some: docker system df shows what takes it, docker image prune removes what nobody uses.',
      ),
    );
    expect(await pull(engine.docker, small)).toEqual(ok());
  });

  test('says when the registry breaks off in the middle of a layer, and pulls when it does not', async ({ skip }) => {
    skip(noEngine !== undefined, noEngine);
    const { engine, registry } = await world({ arguments: ['--max-download-attempts=1'] });
    const wire = await wireTo(registry.address, { after: 500_000, then: 'break' });
    onTestFinished(() => wire.close());
    const image = await registry.push('group/broken', '1', { layers: [3_000_000] });
    const broken = image.replace(registry.address, wire.address);
    const said: string[] = [];
    expect(await pull(engine.docker, broken, (line) => said.push(line))).toEqual(
      refused(
        'image-broken-off',
        `the image ${broken} of cache cannot be pulled: ${wire.address} broke off (the engine says: unexpected EOF)`,
        'Try again.',
      ),
    );
    expect(said).toContain(`pulling ${broken}: the registry broke off, trying again`);
    expect(said.filter((line) => line.startsWith('unpacking'))).toEqual([]);
    expect(await pull(engine.docker, image)).toEqual(ok());
  });

  test.for(['kill', 'shutDown'] as const)('says that it went away (%s), and pulls when it is there again', async (how, { skip }) => {
    skip(noEngine !== undefined, noEngine);
    const { engine, registry } = await world({});
    const wire = await wireTo(registry.address, { after: 500_000, then: 'stall' });
    onTestFinished(() => wire.close());
    const image = await registry.push('group/interrupted', '1', { layers: [3_000_000] });
    const stalled = image.replace(registry.address, wire.address);
    const gone = refused(
      'image-engine-gone',
      `the image ${stalled} of cache cannot be pulled: the container engine went away`,
      'Start the engine again, then repeat the command.',
    );
    const pulling = pull(engine.docker, stalled);
    await wire.reached;
    await engine[how]();
    expect(await pulling).toEqual(gone);
    expect(await pull(engine.docker, stalled)).toEqual(gone);
    await engine.start();
    expect(await pull(engine.docker, image)).toEqual(ok());
  });
});

/** An engine that answers a pull as the test wants it, and never has an image. */
async function fakeEngine(answer: RequestListener): Promise<Client> {
  const folder = await mkdtemp(join(tmpdir(), 'fake-engine-'));
  const socketPath = join(folder, 'socket');
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/images/create') === true) answer(request, response);
    else response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"no such image"}');
  });
  server.listen(socketPath);
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
  return new Client({ socketPath });
}

describe('an answer', () => {
  test('that ends without an error is no image', async () => {
    const docker = await fakeEngine((_, response) => response.end('{"status":"Pulling from library/redis","id":"7"}\r\n'));
    expect(await pull(docker, 'redis:7')).toEqual(
      refused(
        'image-incomplete',
        'the image redis:7 of cache cannot be pulled: the engine ended the pull without an error, and does not have the image',
        'Try again.',
      ),
    );
  });

  test('whose last line has neither an end nor sense is no image', async () => {
    const docker = await fakeEngine((_, response) => response.end('{"status":"Pulling fs layer","id":"a"}\n{"status":'));
    expect(await pull(docker, 'redis:7')).toMatchObject({ diagnostics: [{ code: 'image-incomplete' }] });
  });

  test('may tell an error on a last line without an end', async () => {
    const docker = await fakeEngine((_, response) => response.end('{"errorDetail":{"message":"no space left on device"}}'));
    expect(await pull(docker, 'redis:7')).toMatchObject({ diagnostics: [{ code: 'image-disk-full' }] });
  });

  test('that breaks off is an engine that went away', async () => {
    const docker = await fakeEngine((_, response) => {
      response.write('{"status":"Pulling fs layer","id":"a"}\n', () => response.destroy());
    });
    expect(await pull(docker, 'redis:7')).toMatchObject({ diagnostics: [{ code: 'image-engine-gone' }] });
  });

  test('with a status of a failure is read as a whole', async () => {
    const docker = await fakeEngine((_, response) => {
      response.writeHead(500, { 'content-type': 'application/json' });
      response.write('{"message":"toomanyrequests: ');
      response.end('slow down"}');
    });
    expect(await pull(docker, 'redis:7')).toEqual(
      refused(
        'image-rate-limit',
        'the image redis:7 of cache cannot be pulled: docker.io allows no more pulls for now (the engine says: toomanyrequests: slow down)',
        'Log in (docker login docker.io), which allows more, or wait.',
      ),
    );
  });
});
