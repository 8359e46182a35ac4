import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { describeInContainers, inContainers } from './testing/containers.js';
import { changesOf, killedAtChange, spread } from './testing/killedAtChange.js';
import { asProcesses, movable, rowsHooks, running, whereabouts } from './testing/movable.js';
import type { Workspace } from './testing/workspace.js';

const rows = 'platform/store/volumes/local/rows';
const notes = 'platform/plain/volumes/local/starts';
const files = { 'env/project.env': '', ...movable('store'), ...rowsHooks('store'), ...movable('plain') };

/** That each has its data, under the runtime that they belong to, and nowhere else. */
async function isWhole(workspace: Workspace, text: string): Promise<void> {
  expect(await workspace.read(rows)).toBe(text);
  expect(await workspace.read(notes)).toMatch(/^plain.sh in a process\n(plain.sh in a (process|container)\n)+$/);
  const whereTheyAre = Object.fromEntries(
    await Promise.all(
      ['plain', 'store'].map(async (name) => {
        const stamp = JSON.parse(await workspace.read(`platform/${name}/volumes/local/.dsw/volume.json`)) as { runtime: string };
        return [name, stamp.runtime] as const;
      }),
    ),
  );
  expect(await running(workspace)).toEqual(whereTheyAre);
  const { plain, store } = await whereabouts(workspace);
  expect([plain, store]).toEqual([`healthy ${whereTheyAre['plain']}`, `healthy ${whereTheyAre['store']}`]);
}

async function isTidy(workspace: Workspace): Promise<void> {
  for (const name of ['plain', 'store']) expect(await readdir(workspace.path(`platform/${name}/volumes`))).toEqual(['local']);
  const left = await readdir(workspace.path('env'), { recursive: true });
  expect(left.filter((name) => /\.(tmp|draft|breaking|partial)$|\.writer-/.test(name))).toEqual([]);
}

describeInContainers('kill -9 of dsw migrate', () => {
  it.each(['compose', 'process'] as const)('to %s: the data are here or there, and the next command goes on', (target) =>
    inContainers(files, async (workspace) => {
      const from = target === 'compose' ? 'process' : 'compose';
      expect((await workspace.dsw('up', asProcesses)).exitCode).toBe(0);
      await workspace.write({ [rows]: '0\n' });
      await workspace.succeeds(`migrate --to ${from}`);
      const count = 5;
      const changes = await changesOf(workspace, `migrate --to ${target}`);
      let killed = 0;
      for (const [round, change] of spread(count, changes - 1).entries()) {
        await workspace.succeeds(`migrate --to ${from}`);
        await workspace.succeeds('up');
        const text = `${round + 1}\n`;
        await workspace.write({ [rows]: text });
        const { ran } = await killedAtChange(workspace, `migrate --to ${target}`, change);
        if (ran.signal === 'SIGKILL') killed += 1;
        const killedAt = `killed at ${change} of ${changes}`;
        expect((await workspace.dsw('status')).exitCode, killedAt).toBe(0);
        // Some go on with what they were doing, and some do not.
        if (round % 2 === 0) await workspace.succeeds(`migrate --to ${target}`);
        await workspace.succeeds('up');
        await isWhole(workspace, text);
        if (round % 2 === 0) expect(Object.values(await running(workspace)), killedAt).toEqual([target, target]);
        await isTidy(workspace);
      }
      expect(killed).toBeGreaterThan(count / 2);
    }),
  );
});
