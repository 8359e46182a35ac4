import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installed, testedComponent, TestServer } from '@dust-workspace/postgresql/testing';
import hooks from './index.js';
import { conformDatabases, databases } from './testing/conformDatabases.js';

const component = await testedComponent(join(import.meta.dirname, '..'));

conformDatabases('as a process', installed.clients ? undefined : 'PostgreSQL is not installed', () => TestServer.started({ component }));

describe.skipIf(!installed.embedded)('the PostgreSQL from npm', () => {
  it('has the extension, so that init succeeds without a PostgreSQL on the host', async () => {
    const server = await TestServer.withData({ component, major: 17 });
    try {
      expect(await server.start()).toBe('');
      await hooks.init(server.context());
      await hooks.init(server.context());
      expect(server.lines).toHaveLength(2 * databases.length);
    } finally {
      await server.dispose();
    }
  });
});

describe.skipIf(!installed.clients)('an extension that is not installed', () => {
  it('is told by the state of the component, and by its init with what to do', async () => {
    const server = await TestServer.withData({ component });
    try {
      server.variables = { ...server.variables, POSTGRES_EXTENSIONS: 'unaccent no_such_extension' };
      expect(await server.start()).toMatch(
        /^degraded: not installed for PostgreSQL \d+: no_such_extension; databases that need it cannot be initialised$/,
      );
      await expect(hooks.init(server.context())).rejects.toMatchObject({
        name: 'HookFailure',
        message: expect.stringMatching(/^PostgreSQL \d+ has no extension no_such_extension to make$/),
        remedy: expect.stringContaining(
          'or choose an image that has them with POSTGRES_IMAGE, then restart postgres and run its init again',
        ),
      });
    } finally {
      await server.dispose();
    }
  });
});
