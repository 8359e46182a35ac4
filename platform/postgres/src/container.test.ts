import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ContainerServer, testedComponent } from '@dust-workspace/postgresql/testing';
import { noContainerOf } from '@dust-workspace/runtime/testing';
import { conformDatabases } from './testing/conformDatabases.js';

const component = await testedComponent(join(import.meta.dirname, '..'));
const noContainer = await noContainerOf(component.directory);

conformDatabases('in a container', noContainer, () => ContainerServer.started(component));

describe.skipIf(noContainer !== undefined)(
  `PostgreSQL in a container${noContainer === undefined ? '' : ` (skipped: ${noContainer})`}`,
  () => {
    it('is ready, with nothing of the component but the scripts that it shares with others, and keeps its data when it is killed', async () => {
      const server = await ContainerServer.make(component);
      try {
        expect(await server.start()).toBe('');
        expect((await server.exec(['sh', '-c', 'ls -A /component; ls /localbin/postgresql'])).stdout).toBe('scripts\n');
        await server.sql('postgres', 'create table kept as select 7 as n');
        await server.container.kill();
        expect(await server.start()).toBe('');
        expect(await server.sql('postgres', 'select n from kept')).toBe('7\n');
      } finally {
        await server.dispose();
      }
    });
  },
);
