import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { registryAccess, type RegistryAccess } from './registryAuth.js';

const hub = 'https://index.docker.io/v1/';

interface Home {
  readonly folder: string;
  ask(registry: string, environment?: NodeJS.ProcessEnv): Promise<RegistryAccess>;
  /** Installs a program that keeps credentials; it writes down how it was called. */
  helper(name: string, script: string): Promise<void>;
}

async function home(config?: object | string): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'registry-auth-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, '.docker'));
  await mkdir(join(folder, 'bin'));
  if (config !== undefined)
    await writeFile(join(folder, '.docker/config.json'), typeof config === 'string' ? config : JSON.stringify(config));
  const path = `${join(folder, 'bin')}:/usr/bin:/bin`;
  return {
    folder,
    ask: (registry, environment = { HOME: folder }) =>
      registryAccess(registry, { PATH: path, ...environment }, new AbortController().signal),
    helper: async (name, script) => {
      const file = join(folder, 'bin', `docker-credential-${name}`);
      await writeFile(file, `#!/bin/sh\nprintf '%s ' "$@" > '${folder}/arguments'\nread -r address || :\n${script}\n`);
      await chmod(file, 0o755);
    },
  };
}

function login(user: string, password: string): { auth: string } {
  return { auth: Buffer.from(`${user}:${password}`).toString('base64') };
}

test('without a login access is anonymous', async () => {
  expect(await (await home()).ask('docker.io')).toEqual({ kind: 'anonymous' });
  expect(await (await home({ auths: { 'ghcr.io': login('a', 'b') } })).ask('docker.io')).toEqual({ kind: 'anonymous' });
  expect(await (await home({ auths: { 'ghcr.io': {} } })).ask('ghcr.io')).toEqual({ kind: 'anonymous' });
});

test('each registry gets what was stored for it', async () => {
  const { ask } = await home({
    auths: {
      [hub]: login('me', 'se:cr:et'),
      'https://ghcr.io/v2/': login('owner', 'token'),
      '127.0.0.1:5000': { username: 'plain', password: 'words' },
      'registry.example.org': { ...login('', ''), identitytoken: 'identity' },
    },
  });
  expect(await ask('docker.io')).toEqual({
    kind: 'credentials',
    auth: { username: 'me', password: 'se:cr:et', serveraddress: hub },
  });
  expect(await ask('ghcr.io')).toEqual({
    kind: 'credentials',
    auth: { username: 'owner', password: 'token', serveraddress: 'ghcr.io' },
  });
  expect(await ask('127.0.0.1:5000')).toEqual({
    kind: 'credentials',
    auth: { username: 'plain', password: 'words', serveraddress: '127.0.0.1:5000' },
  });
  expect(await ask('registry.example.org')).toEqual({
    kind: 'credentials',
    auth: { identitytoken: 'identity', serveraddress: 'registry.example.org' },
  });
});

test('DOCKER_CONFIG names another folder', async () => {
  const { folder, ask } = await home({ auths: { 'ghcr.io': login('owner', 'token') } });
  const environment = { HOME: '/nonexistent', DOCKER_CONFIG: join(folder, '.docker') };
  expect(await ask('ghcr.io', environment)).toMatchObject({ kind: 'credentials', auth: { username: 'owner' } });
  expect(await ask('ghcr.io', { HOME: folder, DOCKER_CONFIG: '' })).toMatchObject({ kind: 'credentials', auth: { username: 'owner' } });
});

test('a file that cannot be read is told without its content', async () => {
  const { folder, ask } = await home('{ "auths": { "ghcr.io": { "auth": sentinel } } }');
  expect(await ask('ghcr.io')).toEqual({ kind: 'anonymous', hindrance: `${folder}/.docker/config.json is no JSON` });
});

test('a helper is asked on its input, and answers with a password or a token', async () => {
  const { folder, ask, helper } = await home({ credsStore: 'store', credHelpers: { 'ghcr.io': 'special' } });
  await helper(
    'store',
    `printf '{"ServerURL":"%s","Username":"me","Secret":"pass"}' "$address"; printf %s "$address" > '${folder}/address'`,
  );
  await helper('special', `printf '{"ServerURL":"ghcr.io","Username":"<token>","Secret":"identity"}'`);
  expect(await ask('docker.io')).toEqual({ kind: 'credentials', auth: { username: 'me', password: 'pass', serveraddress: hub } });
  expect(await readFile(join(folder, 'arguments'), 'utf8')).toBe('get ');
  expect(await readFile(join(folder, 'address'), 'utf8')).toBe(hub);
  expect(await ask('ghcr.io')).toEqual({ kind: 'credentials', auth: { identitytoken: 'identity', serveraddress: 'ghcr.io' } });
});

test('a helper that knows nothing of the registry is no hindrance', async () => {
  const { ask, helper } = await home({ credsStore: 'store' });
  await helper('store', 'echo credentials not found in native keychain; exit 1');
  expect(await ask('docker.io')).toEqual({ kind: 'anonymous' });
});

test.each([
  ['failed (exit 3)', 'echo sentinel; echo sentinel >&2; exit 3'],
  ['failed (SIGKILL)', 'kill -KILL $$'],
  ['gave an answer that is none', 'echo sentinel'],
])('a helper that %s leaves access anonymous', async (what, script) => {
  const { ask, helper } = await home({ credsStore: 'store' });
  await helper('store', script);
  expect(await ask('docker.io')).toEqual({ kind: 'anonymous', hindrance: `docker-credential-store, which keeps the credentials, ${what}` });
});

test('a helper that is missing leaves access anonymous', async () => {
  const { ask } = await home({ credsStore: 'store' });
  const hindrance = 'docker-credential-store, which keeps the credentials, is not installed';
  expect(await ask('docker.io')).toEqual({ kind: 'anonymous', hindrance });
});
