import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  conformBackups,
  ContainerServer,
  contentOf,
  installed,
  MemorySnapshot,
  testedComponent,
  TestServer,
  type Server,
} from '@dust-workspace/postgresql/testing';
import { noContainerOf } from '@dust-workspace/runtime/testing';
import hooks from './index.js';

const component = await testedComponent(join(import.meta.dirname, '..'));
const worlds = [
  {
    name: 'as a process',
    missing: installed.clients ? undefined : 'PostgreSQL is not installed',
    made: (password: string) => TestServer.make({ component, variables: { POSTGRES_PASSWORD: password } }),
    started: () => TestServer.started({ component }),
  },
  {
    name: 'in a container',
    missing: await noContainerOf(component.directory),
    made: (password: string) => ContainerServer.make(component, { variables: { POSTGRES_PASSWORD: password } }),
    started: () => ContainerServer.started(component),
  },
];

for (const world of worlds) conformBackups({ ...world, hooks });

describe.each(worlds.filter(({ missing }) => missing === undefined))('a backup with TimescaleDB $name', ({ started }) => {
  const servers: Server[] = [];
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.dispose())));

  it('is refused where that is not installed in the same version, before anything is changed', async () => {
    const server = await started();
    servers.push(server);
    await hooks.init(server.context());
    const snapshot = new MemorySnapshot();
    await hooks.backup(server.context(), snapshot.writer);
    const index = JSON.parse(snapshot.content('databases.json').toString()) as { databases: { name: string; extensions: object[] }[] };
    for (const database of index.databases)
      if (database.name === 'metrics') database.extensions = [{ name: 'timescaledb', version: '1.8', schema: 'public' }];
    snapshot.replace('databases.json', Buffer.from(JSON.stringify(index)));
    const untouched = await contentOf(server);
    await expect(hooks.restore(server.context(), snapshot.reader)).rejects.toMatchObject({
      message: 'the backup uses extensions that are not installed here: timescaledb in version 1.8 (in database metrics)',
      remedy: 'Install them for the PostgreSQL in use, or choose an image that has them with TIMESCALE_IMAGE, then restore again.',
    });
    expect(await contentOf(server)).toEqual(untouched);
  });
});
