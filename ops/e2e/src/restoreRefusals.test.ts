import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRoot } from './testing/asRoot.js';
import { processesIn } from './testing/leftBy.js';
import { mounted } from './testing/mounted.js';
import { seen } from './testing/seen.js';
import { backedUp, rowsOf, setRows, sets, store } from './testing/store.js';
import { inWorkspace, repository, type Workspace } from './testing/workspace.js';

/** A store whose hooks, in code, tell what serves its data. */
const served = {
  ...store,
  'platform/store/package.json': '{ "name": "store", "type": "module", "exports": "./index.js" }\n',
  'platform/store/index.js': `import { text } from 'node:stream/consumers';

const rows = '"$DSW_VOLUME/rows"';

export default {
  engine: async () => ({ name: 'lines', version: '3.1' }),
  async init({ run }) {
    await run(['sh', '-c', \`echo some >\${rows}\`]);
  },
  async backup({ run }, snapshot) {
    await run(['sh', '-c', \`cat \${rows}\`], { stdout: snapshot.file('rows') });
  },
  async restore({ run }, snapshot) {
    await run(['sh', '-c', \`cat >\${rows}\`], { stdin: await text(snapshot.file('rows')) });
  },
};
`,
};

type Manifest = Record<string, unknown> & { snapshots: (Record<string, unknown> & { engine?: unknown })[] };

/** Changes what the manifest of a set says, as if it had been written so. */
async function rewrite(workspace: Workspace, set: string, change: (manifest: Manifest) => void): Promise<void> {
  const file = workspace.path(sets, set, 'manifest.json');
  const manifest = JSON.parse(await workspace.read(`${sets}/${set}/manifest.json`)) as Manifest;
  change(manifest);
  const content = `${JSON.stringify(manifest, undefined, 2)}\n`;
  await writeFile(file, content);
  await writeFile(`${file}.sha256`, `${createHash('sha256').update(content).digest('hex')}  manifest.json\n`);
}

function madeBy(engine: { readonly name: string; readonly version: string }): (manifest: Manifest) => void {
  return ({ snapshots }) => snapshots.forEach((snapshot) => (snapshot.engine = engine));
}

/** Runs a restore which must be refused before it touches anything. Returns what it says. */
async function refused(workspace: Workspace, line: string): Promise<string> {
  const before = [await rowsOf(workspace), processesIn(workspace.root)];
  const { exitCode, stdout, stderr } = seen(workspace, await workspace.dsw(line));
  expect([exitCode, stdout]).toEqual([1, '']);
  expect([await rowsOf(workspace), processesIn(workspace.root)]).toEqual(before);
  return stderr;
}

describe.concurrent('a restore', () => {
  it('of data that a newer engine made is refused before anything is stopped, unless it is forced', () =>
    inWorkspace(served, async (workspace) => {
      const { set, rows } = await backedUp(workspace);
      await rewrite(workspace, set, madeBy({ name: 'lines', version: '4.0' }));
      const says =
        'error: the backup of store was made by lines 4.0, and lines 3.1, which is older, runs here\n  Use lines 4 or newer. To try it nevertheless: --force.';
      expect(await refused(workspace, 'restore store')).toBe(says);
      // What is down is asked when it runs on an empty volume beside its own.
      await workspace.succeeds('stop store');
      const down = seen(workspace, await workspace.dsw('restore store'));
      expect([down.exitCode, down.stdout, await rowsOf(workspace)]).toEqual([
        1,
        expect.stringContaining(says.split('\n')[0] ?? ''),
        'newer\n',
      ]);
      expect(await readdir(workspace.path('platform/store/volumes'))).toEqual(['local']);
      await workspace.succeeds('restore store --force');
      expect(await rowsOf(workspace)).toBe(rows);
      // A later version of the same kind is left to the engine itself.
      await rewrite(workspace, set, madeBy({ name: 'lines', version: '3.9' }));
      await workspace.succeeds('start store');
      await workspace.succeeds('restore store');
    }));

  it('of data of another engine is refused before anything is stopped, unless it is forced', () =>
    inWorkspace(served, async (workspace) => {
      const { set, rows } = await backedUp(workspace);
      await rewrite(workspace, set, madeBy({ name: 'columns', version: '1.0' }));
      expect(await refused(workspace, 'restore store')).toBe(
        'error: the backup holds data of columns 1.0, and store is lines 3.1 here\n  It was made of another component that was called store. To try it nevertheless: --force.',
      );
      await workspace.succeeds('restore store --force');
      expect(await rowsOf(workspace)).toBe(rows);
    }));

  it('from a set of a format that is not known is refused, forced or not', () =>
    inWorkspace(served, async (workspace) => {
      const { set } = await backedUp(workspace);
      await rewrite(workspace, set, (manifest) => (manifest['formatVersion'] = 3));
      for (const line of ['restore store', `restore store --set ${set} --force`])
        expect(await refused(workspace, line)).toBe(
          `error: the set <set> in ${sets}/ has format version 3; this program reads versions up to 2\n  Use the newer version of dsw that wrote it. No other set here can be used instead.`,
        );
      expect((await workspace.dsw('backup-list')).exitCode).toBe(0);
    }));

  it('that fills the disk leaves the data from before, on which the component runs', async (test) => {
    test.skip(!isRoot, 'needs root');
    await inWorkspace(store, async (workspace) => {
      await workspace.succeeds('init store');
      await setRows(workspace, 'a line of many\n'.repeat(100_000));
      await workspace.succeeds('backup store');
      await workspace.succeeds('stop store');
      const volumes = workspace.path('platform/store/volumes');
      await rename(volumes, `${volumes}.aside`);
      await mkdir(volumes);
      await mounted(volumes, '512k', async () => {
        await cp(join(`${volumes}.aside`, 'local', '.dsw'), join(volumes, 'local', '.dsw'), { recursive: true });
        await setRows(workspace, 'small\n');
        await workspace.succeeds('start store');
        const { exitCode, stdout, stderr } = seen(workspace, await workspace.dsw('restore store'));
        expect([exitCode, stderr], stdout).toEqual([1, '']);
        expect(stdout).toContain(`store runs again on the data that it had
store restore: FAILED
  error: restore of store failed: the disk is full
    Make room and run this again.`);
        expect([await rowsOf(workspace), await readdir(volumes)]).toEqual(['small\n', ['local']]);
        expect(await workspace.status()).toMatchObject({ store: { state: 'healthy', initialised: true } });
        await workspace.succeeds('stop store');
      });
    });
  });

  it('from a set of format 1 gives back what its components had', () =>
    inWorkspace(
      {
        'platform/redis/component.yaml': 'description: Has no hooks\nruntimes: { process: { command: [sleep, infinity] } }\n',
        'platform/timescale/component.yaml':
          'description: Keeps the files of its backup\nruntimes: { process: { command: [sleep, infinity] } }\ninit: {}\n',
        'platform/timescale/package.json': '{ "name": "timescale", "type": "module", "exports": "./index.js" }\n',
        'platform/timescale/index.js': `import { text } from 'node:stream/consumers';

export default {
  async init() {},
  async restore({ run }, snapshot) {
    for (const name of ['globals.sql', 'metrics.dump'])
      await run(['sh', '-c', 'cat >"$DSW_VOLUME/$1"', 'sh', name], { stdin: await text(snapshot.file(name)) });
  },
};
`,
      },
      async (workspace) => {
        const set = '20260901T100000Z-dddd';
        await cp(join(repository, 'localbin/backup/fixtures/sets', set), workspace.path(sets, set), { recursive: true });
        await workspace.succeeds('prep redis timescale');
        const { exitCode, stdout, stderr } = seen(workspace, await workspace.dsw('restore redis timescale'));
        expect([exitCode, stdout], stdout + stderr).toEqual([0, expect.stringContaining('redis restore: done, restored from set <set>')]);
        const redis = await readdir(workspace.path('platform/redis/volumes/local'), { recursive: true });
        expect(redis.filter((name) => !name.startsWith('.dsw')).sort()).toEqual(
          ['appendonlydir', 'appendonlydir/appendonly.aof.manifest', 'dump.rdb', 'latest', 'odd-\ufffd', 'second-name'].sort(),
        );
        expect(await readdir(workspace.path('platform/timescale/volumes/local'))).toEqual(['.dsw', 'globals.sql', 'metrics.dump']);
        expect(await workspace.read('platform/timescale/volumes/local/globals.sql')).toMatch(/^CREATE ROLE/i);
        await workspace.succeeds('verify redis timescale');
      },
    ));
});
