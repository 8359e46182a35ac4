import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { inWorkspace, type Workspace } from './testing/workspace.js';
import { rowsOf, setRows, store } from './testing/store.js';
import { runningIn } from './testing/leftBy.js';
import { changesOf, killedAtChange, spread } from './testing/killing.js';

async function look(ws: Workspace, label: string) {
  const s = await ws.dsw('status');
  console.log(
    label,
    s.exitCode,
    s.stdout.split('\n').slice(2).join('\n'),
    s.stderr,
    runningIn(ws.root)
      .map((l) => l.slice(0, 60))
      .join('\n'),
    await readdir(ws.path('platform/store/volumes')).catch(() => []),
    await readdir(ws.path('env/backup/local/sets')).catch(() => []),
  );
}
async function killing(ws: Workspace, line: string, n: number, changes: number, after: (i: number) => Promise<void>) {
  for (const i of spread(n, changes)) {
    const x = await killedAtChange(ws, line, i);
    console.log(`${line} killed at ${i} ${x.changes} `, x.ran.exitCode ?? x.ran.signal, x.ran.stdout);
    await after(i);
  }
}
it(
  'kills init',
  () =>
    inWorkspace({ ...store, 'env/local/store.env': '' }, async (ws) => {
      const c = await changesOf(ws, 'init store');
      console.log('changes', c);
      const p = await changesOf(ws, 'purge --yes');
      console.log('changes', p);
      await killing(ws, 'init store', 15, c, async (i) => {
        await look(ws, `init ${i}`);
        const again = await ws.dsw('init store');
        console.log(again.stdout, again.stderr);
        expect(again.exitCode).toBe(0);
        expect((await rowsOf(ws))?.split('\n').length).toBe(301);
        expect((await ws.dsw('purge --yes')).exitCode).toBe(0);
      });
    }),
  200000,
);
it(
  'kills purge',
  () =>
    inWorkspace({ ...store, 'env/local/store.env': '' }, async (ws) => {
      await ws.dsw('init store');
      const p = await changesOf(ws, 'purge --yes');
      console.log('changes', p);
      await ws.dsw('init store');
      await killing(ws, 'purge --yes', 15, p, async (i) => {
        await look(ws, `purge ${i}`);
        const again = await ws.dsw('init store');
        console.log(again.stdout, again.stderr);
        expect(again.exitCode).toBe(0);
        expect((await rowsOf(ws))?.split('\n').length).toBe(301);
      });
      await look(ws, 'end');
    }),
  200000,
);
it(
  'kills backup',
  () =>
    inWorkspace({ ...store, 'env/local/store.env': '' }, async (ws) => {
      await ws.dsw('init store');
      const p = await changesOf(ws, 'backup store');
      console.log('changes', p);
      await killing(ws, 'backup store', 15, p, async (i) => {
        await look(ws, `backup ${i}`);
        const again = await ws.dsw('backup store');
        console.log(again.stdout, again.stderr);
        expect(again.exitCode).toBe(0);
        expect((await rowsOf(ws))?.split('\n').length).toBe(301);
      });
      await look(ws, 'end');
    }),
  200000,
);
it(
  'kills restore',
  () =>
    inWorkspace({ ...store, 'env/local/store.env': '' }, async (ws) => {
      await ws.dsw('init store');
      await ws.dsw('backup store');
      const whole = await rowsOf(ws);
      const p = await changesOf(ws, 'restore store');
      console.log('changes', p);
      await setRows(ws, 'old\n');
      await killing(ws, 'restore store', 25, p, async (i) => {
        await look(ws, `restore ${i}`);
        const rows = await rowsOf(ws);
        console.log('rows', rows?.length);
        const again = await ws.dsw('start store');
        console.log(again.stdout, again.stderr);
        expect(again.exitCode).toBe(0);
        expect([whole, 'old\n']).toContain(await rowsOf(ws));
        await look(ws, `restored ${i}`);
        await setRows(ws, 'old\n');
      });
    }),
  200000,
);
