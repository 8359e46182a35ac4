import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePort } from '@dust-workspace/runtime/testing';
import { seen } from './testing/seen.js';
import { web } from './testing/web.js';
import { inWorkspace } from './testing/workspace.js';

const token = { 'env/local/web.env': 'WEB_TOKEN=secret\n' };

describe.concurrent('a port that somebody else has', () => {
  it('is refused with the name of the process that has it', async () => {
    const port = await freePort();
    await inWorkspace({ ...web(port), ...token }, async (workspace) => {
      await workspace.succeeds('init web');
      await workspace.succeeds('stop web');
      const rows = await workspace.read('platform/web/volumes/local/rows');

      const listener = createServer().listen(port, '127.0.0.1');
      await once(listener, 'listening');
      try {
        const start = seen(workspace, await workspace.dsw('start web'));
        expect(start).toEqual({
          exitCode: 1,
          stderr: '',
          stdout: expect.stringMatching(/^web prep: unchanged, prepared\nweb start: FAILED\n/),
        });
        expect(start.stdout).toContain(`  error: port ${port} (WEB_PORT of web) is taken by process ${process.pid}: ${process.argv[0]}`);
        expect(start.stdout).toContain('    Stop that process, or set WEB_PORT to another port in env/local/web.env.');
        expect(await workspace.status()).toMatchObject({ web: { state: 'stopped' } });
        expect(await workspace.read('platform/web/volumes/local/rows')).toBe(rows);
      } finally {
        await new Promise((resolve) => listener.close(resolve));
      }
      await workspace.succeeds('start web');
    });
  });

  it('is not leased in the first place', async () => {
    const port = await freePort();
    const listener = createServer().listen(port, '127.0.0.1');
    await once(listener, 'listening');
    try {
      await inWorkspace({ ...web(port), ...token }, async (workspace) => {
        await workspace.succeeds('start web');
        const { web: status } = await workspace.status();
        expect(status).toMatchObject({ state: 'healthy' });
        expect(status?.ports['WEB_PORT']).not.toBe(port);
      });
    } finally {
      await new Promise((resolve) => listener.close(resolve));
    }
  });

  it('is not its own component that has just ended: it can be restarted as often as one likes', async () => {
    // Threads of a program may outlive its first one for a moment, and with them its sockets.
    await Promise.all(
      [1, 2, 3].map(async () => {
        await inWorkspace({ ...web(await freePort()), ...token }, async (workspace) => {
          for (let round = 0; round < 4; round++) await workspace.succeeds('restart web');
        });
      }),
    );
  });

  it('is told for two components that are configured to share one', async () => {
    const port = await freePort();
    const other = Object.fromEntries(
      Object.entries(web(port)).map(([name, text]) => [name.replace('/web/', '/other/'), text.replaceAll('WEB_', 'OTHER_')]),
    );
    const configuration = {
      'env/local/web.env': `WEB_TOKEN=a\nWEB_PORT=${port}\n`,
      'env/local/other.env': `OTHER_TOKEN=a\nOTHER_PORT=${port}\n`,
    };
    await inWorkspace({ ...web(port), ...other, ...configuration }, async (workspace) => {
      await workspace.succeeds('start web');
      const start = seen(workspace, await workspace.dsw('start other'));
      expect(start.exitCode).toBe(1);
      expect(start.stdout).toMatch(
        new RegExp(
          `error: port ${port} \\(OTHER_PORT of other\\) is taken by process \\d+, web of the environment local in <workspace>: node serve\\.cjs`,
        ),
      );
      expect(await workspace.status()).toMatchObject({ web: { state: 'healthy' }, other: { state: 'stopped' } });
    });
  });
});
