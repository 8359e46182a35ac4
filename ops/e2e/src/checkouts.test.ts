import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '@dust-workspace/runtime/testing';
import { processesIn, runningIn } from './testing/leftBy.js';
import { seen } from './testing/seen.js';
import { until } from './testing/until.js';
import { web } from './testing/web.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

const token = Object.fromEntries(['local', 'feature-x'].map((name) => [`env/${name}/web.env`, 'WEB_TOKEN=secret\n']));

/** Runs the body in checkouts that have the same files, and folders of the same name. */
async function inCheckouts(count: number, port: number, body: (...all: Workspace[]) => Promise<void>): Promise<void> {
  const parents = await Promise.all(Array.from({ length: count }, () => mkdtemp(join(tmpdir(), 'dsw-checkout-'))));
  const open = (opened: readonly Workspace[]): Promise<void> => {
    const under = parents[opened.length];
    if (under === undefined) return body(...opened);
    return inWorkspace({ ...web(port), ...token }, (workspace) => open([...opened, workspace]), { under, name: 'checkout' });
  };
  try {
    await open([]);
  } finally {
    for (const parent of parents) await rm(parent, { recursive: true, force: true });
  }
}

async function portOf(workspace: Workspace, environment = 'local'): Promise<number | undefined> {
  const leases = JSON.parse(await workspace.read(`env/${environment}/ports.json`)) as Record<string, number>;
  return leases['WEB_PORT'];
}

describe.concurrent('two checkouts of one repository', () => {
  it('prepared in the same moment, and six more, never share a port', async () => {
    const port = await freePort();
    await inCheckouts(8, port, async (...all) => {
      await Promise.all(all.map((workspace) => workspace.succeeds('prep')));
      const ports = await Promise.all(all.map((workspace) => portOf(workspace)));
      expect(new Set(ports).size).toBe(8);
      expect(ports.filter((one) => one === port).length).toBeLessThanOrEqual(1);
    });
  });

  it('run side by side, each with two environments, and neither ends the other', async () => {
    const port = await freePort();
    await inCheckouts(2, port, async (one, other) => {
      await one.succeeds('up');
      await one.succeeds('up --env feature-x');
      await other.succeeds('up');
      await other.succeeds('up --env feature-x');
      const ports = await Promise.all([one, other].flatMap((workspace) => [portOf(workspace), portOf(workspace, 'feature-x')]));
      expect([ports[0], new Set(ports).size]).toEqual([port, 4]);

      await other.succeeds('down');
      await other.succeeds('down --env feature-x');
      expect(runningIn(other.root)).toEqual([]);
      expect(processesIn(one.root)).toEqual(['node serve.cjs', 'node serve.cjs']);
      await one.succeeds('down');
      expect(processesIn(one.root)).toEqual(['node serve.cjs']);
      await one.succeeds('down --env feature-x');
    });
  });

  it('one of which is gone, leave its ports to the other', async () => {
    const port = await freePort();
    await inWorkspace({ ...web(port), ...token }, (workspace) => workspace.succeeds('prep'));
    await inWorkspace({ ...web(port), ...token }, async (workspace) => {
      await workspace.succeeds('prep');
      expect(await portOf(workspace)).toBe(port);
    });
  });

  it('that are configured for one port: the second is told who has it', async () => {
    const port = await freePort();
    await inCheckouts(2, await freePort(), async (one, other) => {
      await one.succeeds('up');
      const taken = (await portOf(one)) ?? port;
      await other.write({ 'env/local/web.env': `WEB_TOKEN=a\nWEB_PORT=${taken}\n` });
      const up = seen(one, await other.dsw('up'));
      expect(up.exitCode).toBe(1);
      expect(up.stdout).toMatch(
        new RegExp(
          `error: port ${taken} \\(WEB_PORT of web\\) is taken by process \\d+, web of the environment local in <workspace>: node`,
        ),
      );
    });
  });
});

describe.concurrent('the copy of a workspace', () => {
  it('made while everything runs sees nothing run, gets ports of its own and leaves the original alone', async () => {
    const port = await freePort();
    await inCheckouts(2, port, async (original, copy) => {
      await original.succeeds('up');
      await until('there is a supervisor', () => processesIn(original.root).length < runningIn(original.root).length - 1);
      const before = runningIn(original.root);
      await cp(original.path('env'), copy.path('env'), { recursive: true });
      await cp(original.path('platform'), copy.path('platform'), { recursive: true });
      expect(await portOf(copy)).toBe(port);

      expect(await copy.status()).toMatchObject({ web: { state: 'stopped', prepared: true } });
      await copy.succeeds('down');
      expect(runningIn(original.root)).toEqual(before);

      expect((await copy.dsw('up --dry-run')).stdout).toContain(`its port ${port} is leased to the environment local in ${original.root}`);
      const up = seen(original, await copy.dsw('up'));
      expect([up.exitCode, up.stdout]).toEqual([
        0,
        expect.stringContaining(`WEB_PORT was ${port}, which is leased to the environment local in <workspace>`),
      ]);
      expect(await portOf(copy)).not.toBe(port);
      expect(await original.status()).toMatchObject({ web: { state: 'healthy', ports: { WEB_PORT: port } } });
      await copy.succeeds('restart');
      await copy.succeeds('down');
      expect([runningIn(copy.root), runningIn(original.root)]).toEqual([[], before]);
    });
  });
});
