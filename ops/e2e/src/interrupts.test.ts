import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { killedWhen } from './testing/killedWhen.js';
import { runningIn } from './testing/leftBy.js';
import { seen, type Seen } from './testing/seen.js';
import { rowsOf, setRows, store } from './testing/store.js';
import { until } from './testing/until.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

const said = 'interrupted: running steps are finished or undone; once more to end at once';

/** Sends what Ctrl-C sends to `line` when it says something, and returns what a person then sees. */
async function interrupted(workspace: Workspace, line: string, says: string): Promise<Seen> {
  return seen(workspace, await killedWhen(workspace, line, says, 'SIGINT'));
}

/** A script that works until the file `go` is there. */
const slowly = (script: string): string => `echo at work >&2\nuntil [ -e go ]; do sleep 0.02; done\n${script}`;

describe.concurrent('Ctrl-C', () => {
  it('during a start stops what it had begun to start', () =>
    inWorkspace(
      {
        ...store,
        'platform/store/component.yaml': store['platform/store/component.yaml'].replace('[test, -d, .]', '[test, -e, go]'),
      },
      async (workspace) => {
        expect(await interrupted(workspace, 'init store', 'waiting until store is ready')).toEqual({
          exitCode: 130,
          stdout: `store prep: done, prepared
store: waiting until store is ready: test: exit status 1
store start: FAILED
  error: the start of store was interrupted; it is stopped again
store init: skipped, start of store failed`,
          stderr: said,
        });
        expect(await workspace.status()).toMatchObject({ store: { state: 'stopped' } });
        expect(runningIn(workspace.root)).toEqual([]);
        await workspace.write({ 'platform/store/go': '' });
        await workspace.succeeds('init store');
      },
    ));

  it('during a stop finishes it', () =>
    inWorkspace(
      {
        'platform/slow/component.yaml': 'description: Slow\nruntimes: { process: { command: [sh, main.sh], stop: { within: 20s } } }\n',
        'platform/slow/main.sh': 'trap "sleep 1.5; exit 0" TERM\nwhile :; do sleep 0.05; done\n',
      },
      async (workspace) => {
        await workspace.succeeds('start slow');
        expect(await interrupted(workspace, 'stop slow', 'waiting until slow ends')).toEqual({
          exitCode: 130,
          stdout: 'slow: waiting until slow ends; it is killed 20.0 s after it was asked to\nslow stop: done, stopped after <time>',
          stderr: said,
        });
        expect(await workspace.status()).toMatchObject({ slow: { state: 'stopped' } });
        await workspace.succeeds('stop slow');
      },
    ));

  it('during an init ends its hook, and the next init does it all', () =>
    inWorkspace(
      { ...store, 'platform/store/scripts/init.sh': `echo at work\n${slowly(store['platform/store/scripts/init.sh'])}` },
      async (workspace) => {
        expect(await interrupted(workspace, 'init store', 'store | at work')).toEqual({
          exitCode: 130,
          stdout: `store prep: done, prepared
store start: done, healthy after <time>
store | at work
store init: FAILED
  error: init of store was interrupted`,
          stderr: said,
        });
        expect(await workspace.status()).toMatchObject({ store: { state: 'healthy', initialised: false } });
        await workspace.write({ 'platform/store/go': '' });
        await workspace.succeeds('init store');
        expect((await rowsOf(workspace))?.split('\n').length).toBe(301);
      },
    ));

  it('during a backup leaves no part of a set', () =>
    inWorkspace(
      {
        ...store,
        'platform/store/package.json': '{ "name": "store", "type": "module", "exports": "./index.js" }\n',
        'platform/store/index.js': `export default {
  async backup(context, snapshot) {
    const file = snapshot.file('rows');
    context.log('at work');
    await context.run(['sh', '-c', 'cat "$DSW_VOLUME/rows"; until [ -e go ]; do sleep 0.02; done'], { stdout: file });
  },
};
`,
      },
      async (workspace) => {
        await workspace.succeeds('init store');
        expect(await interrupted(workspace, 'backup store', 'store | at work')).toEqual({
          exitCode: 130,
          stdout: 'store | at work\nstore backup: FAILED\n  error: backup of store was interrupted',
          stderr: said,
        });
        expect([await readdir(workspace.path('env/backup/local/sets')), (await workspace.status())['store']?.state]).toEqual([
          [],
          'healthy',
        ]);
        await workspace.write({ 'platform/store/go': '' });
        await workspace.succeeds('backup store');
      },
    ));

  it('during a restore brings back the data from before, on which the component runs again', () =>
    inWorkspace(
      { ...store, 'platform/store/scripts/restore.sh': slowly(store['platform/store/scripts/restore.sh']) },
      async (workspace) => {
        await workspace.succeeds('init store');
        const rows = await rowsOf(workspace);
        await workspace.succeeds('backup store');
        await setRows(workspace, 'old\n');
        expect(await interrupted(workspace, 'restore store', 'restoring store beside')).toEqual({
          exitCode: 130,
          stdout: expect.stringMatching(
            /^store: restoring store beside its present data\nstore runs again on the data that it had\nstore restore: FAILED\n {2}error: .* interrupted/m,
          ),
          stderr: said,
        });
        expect([await rowsOf(workspace), (await workspace.status())['store']?.state]).toEqual(['old\n', 'healthy']);
        await workspace.write({ 'platform/store/go': '' });
        await workspace.succeeds('restore store');
        expect(await rowsOf(workspace)).toBe(rows);
      },
    ));

  it('is what a closed terminal and a polite kill are, too', () =>
    inWorkspace({ ...store, 'platform/store/scripts/init.sh': `echo at work\n${slowly('')}` }, async (workspace) => {
      for (const signal of ['SIGHUP', 'SIGTERM'] as const) {
        const { exitCode, stdout, stderr } = seen(workspace, await killedWhen(workspace, 'init store', 'store | at work', signal));
        expect([exitCode, stderr]).toEqual([130, said]);
        expect(stdout).toContain('error: init of store was interrupted');
      }
    }));

  it('twice ends the command at once, and the next one takes over', () =>
    inWorkspace(
      {
        ...store,
        'platform/store/package.json': '{ "type": "module", "exports": "./index.js" }\n',
        'platform/store/index.js': "export default { async init(context) { context.log('deaf'); await new Promise(() => undefined); } };\n",
      },
      async (workspace) => {
        const init = workspace.launch('init store');
        await until('the hook works', () => init.said().includes('store | deaf'));
        process.kill(-init.pid, 'SIGINT');
        await until('the first is answered', () => init.said().includes(said));
        process.kill(-init.pid, 'SIGINT');
        expect((await init.ended).exitCode).toBe(130);
        await workspace.succeeds('stop store');
      },
    ));
});
