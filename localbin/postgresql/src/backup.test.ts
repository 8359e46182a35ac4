import { describe, expect, it } from 'vitest';
import { conformBackups } from './testing/conformBackups.js';
import { MemorySnapshot } from '@dust-workspace/component/testing';
import { plainHooks } from './testing/plainHooks.js';
import { installed, TestServer } from './testing/testServer.js';

conformBackups({
  name: 'as a process',
  missing: installed.clients ? undefined : 'PostgreSQL is not installed',
  hooks: plainHooks,
  made: (password) => TestServer.make({ variables: { POSTGRES_PASSWORD: password } }),
  started: () => TestServer.started(),
});

describe.skipIf(!installed.clients)('a backup', () => {
  it('fails when one of its dumps does', async () => {
    const server = await TestServer.started();
    try {
      await server.sql('postgres', 'create table broken (n int)');
      const failing = server.context({ run: (command) => server.context().run([...command, '--no-such-option']) });
      await expect(plainHooks.backup(failing, new MemorySnapshot().writer)).rejects.toThrow(/^pg_dump exited with 1: .*no-such-option/s);
    } finally {
      await server.dispose();
    }
  });
});
