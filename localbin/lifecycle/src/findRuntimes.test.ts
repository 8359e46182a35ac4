import { once } from 'node:events';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asideOf } from '@dust-workspace/backup';
import { loadCatalog } from '@dust-workspace/component';
import { selectEnvironment } from '@dust-workspace/environment';
import { findRuntimes } from './findRuntimes.js';
import { writeVolumeStamp } from './volumeStamp.js';

let root: string;
let engine: Server;
let asked: number;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dsw-find-'));
  asked = 0;
  // It counts who comes, and answers nobody.
  engine = createServer((socket) => {
    asked += 1;
    socket.destroy();
  }).listen(join(root, 'engine.sock'));
  await once(engine, 'listening');
});
afterEach(async () => {
  engine.close();
  await rm(root, { recursive: true });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
}

async function found(env: Readonly<Record<string, string>> = {}) {
  const processEnv = { DOCKER_HOST: `unix://${join(root, 'engine.sock')}`, ...env };
  const selection = await selectEnvironment({ root, processEnv });
  if (!selection.ok) throw new Error('no environment');
  const { environment, because, byComponent, volumes, contradictions } = await findRuntimes(
    await loadCatalog(root),
    selection.value,
    processEnv,
  );
  return {
    environment,
    because,
    byComponent: Object.fromEntries(byComponent),
    volumes: Object.fromEntries(volumes),
    contradictions: [...contradictions.keys()],
    asked: asked > 0,
  };
}

const both = `description: both
runtimes: { process: { command: [sleep, infinity] }, compose: { file: compose.yaml, service: main } }
`;
const onlyProcess = 'description: process\nruntimes: { process: { command: [sleep, infinity] } }\n';
const db = { 'platform/db/component.yaml': both, 'platform/db/compose.yaml': 'services: { main: { image: redis } }\n' };
const volume = (): string => join(root, 'platform/db/volumes/local');

describe('for a container engine is asked', () => {
  it('where nothing was prepared and nobody has chosen', async () => {
    await write(db);
    expect(await found()).toMatchObject({ environment: 'process', byComponent: { db: 'process' }, asked: true });
  });

  it.each(['process', 'compose'])('not where DSW_RUNTIME is %s', async (runtime) => {
    await write(db);
    expect(await found({ DSW_RUNTIME: runtime })).toMatchObject({
      environment: runtime,
      because: 'DSW_RUNTIME from DSW_RUNTIME of the shell',
      asked: false,
    });
  });

  it('not where a volume was prepared', async () => {
    await write(db);
    await writeVolumeStamp(volume(), { runtime: 'compose', createdAt: '' });
    expect(await found()).toEqual({
      environment: 'compose',
      because: 'db was prepared for it',
      byComponent: { db: 'compose' },
      volumes: { db: { runtime: 'compose', hasData: false } },
      contradictions: [],
      asked: false,
    });
  });

  it('not where nothing could run in containers', async () => {
    await write({ 'platform/db/component.yaml': onlyProcess });
    expect(await found()).toMatchObject({ environment: 'process', because: undefined, asked: false });
  });

  it('where only a volume of another environment was prepared', async () => {
    await write(db);
    await writeVolumeStamp(join(root, 'platform/db/volumes/test'), { runtime: 'compose', createdAt: '' });
    expect(await found()).toMatchObject({ environment: 'process', volumes: {}, asked: true });
    expect(await found({ DSW_DEPLOY_ENV: 'test' })).toMatchObject({ environment: 'compose' });
  });
});

describe('the data of a component', () => {
  it('are told from a volume that was only prepared', async () => {
    await write({ ...db, 'platform/db/volumes/local/rows': 'some\n' });
    await writeVolumeStamp(volume(), { runtime: 'process', createdAt: '' });
    expect(await found({ DSW_RUNTIME: 'compose' })).toMatchObject({
      byComponent: { db: 'process' },
      volumes: { db: { runtime: 'process', hasData: true } },
      contradictions: ['db'],
    });
  });

  it('keep their runtime where a restore that was killed has put them aside', async () => {
    await write({ ...db, 'platform/db/volumes/local/rows': 'some\n' });
    await writeVolumeStamp(volume(), { runtime: 'process', createdAt: '' });
    const [aside, replaced] = [asideOf(volume()), join(dirname(volume()), '.replaced-local')];
    await writeVolumeStamp(aside, { runtime: 'compose', createdAt: '' });
    await rename(volume(), replaced);
    expect(await found()).toMatchObject({ byComponent: { db: 'process' }, volumes: { db: { runtime: 'process', hasData: true } } });
    // Somebody has made the folder anew.
    await writeVolumeStamp(volume(), { runtime: 'compose', createdAt: '' });
    expect(await found()).toMatchObject({ byComponent: { db: 'process' }, volumes: { db: { runtime: 'process', hasData: true } } });
  });

  it('are those of the restore once they are in place', async () => {
    await write({ ...db, 'platform/db/volumes/local/rows': 'some\n' });
    await writeVolumeStamp(volume(), { runtime: 'process', createdAt: '' });
    const [aside, replaced] = [asideOf(volume()), join(dirname(volume()), '.replaced-local')];
    await writeVolumeStamp(aside, { runtime: 'compose', createdAt: '' });
    await writeFile(join(aside, 'rows'), 'restored\n');
    await rename(volume(), replaced);
    await rename(aside, volume());
    expect(await found()).toMatchObject({ byComponent: { db: 'compose' }, volumes: { db: { runtime: 'compose', hasData: true } } });
  });
});
