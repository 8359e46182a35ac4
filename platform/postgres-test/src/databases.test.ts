import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ContainerServer, installed, testedComponent, TestServer } from '@dust-workspace/postgresql/testing';
import { noContainerOf } from '@dust-workspace/runtime/testing';
import hooks from './index.js';

const component = await testedComponent(join(import.meta.dirname, '..'));
const worlds = [
  {
    name: 'as a process',
    missing: installed.clients ? undefined : 'PostgreSQL is not installed',
    made: () => TestServer.make({ component }),
  },
  {
    name: 'in a container',
    missing: await noContainerOf(component.directory),
    made: () => ContainerServer.make(component),
  },
];

describe.each(worlds)('the database of the tests $name', ({ missing, made }) => {
  it.skipIf(missing !== undefined)(
    `is made by init, and nothing is waited for to be on disk${missing === undefined ? '' : ` (skipped: ${missing})`}`,
    async () => {
      const server = await made();
      try {
        expect(await server.start()).toBe('');
        await hooks.init(server.context());
        await hooks.init(server.context());
        expect(server.lines).toEqual(['made database dust_front_test', 'made extension unaccent in database dust_front_test']);
        const settings = `select current_user, unaccent('é'), string_agg(setting, ' ' order by name) from pg_settings
                        where name in ('fsync', 'full_page_writes', 'synchronous_commit')`;
        expect(await server.sql('dust_front_test', settings)).toBe('test|e|off off off\n');
      } finally {
        await server.dispose();
      }
    },
  );
});
