import { describe, expect, it } from 'vitest';
import { addTimescale, query } from './testing/database.js';
import { killedAtChange, spread } from './testing/killedAtChange.js';
import { leftByDrill } from './testing/leftByDrill.js';
import { seen } from './testing/seen.js';
import { setsIn } from './testing/store.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

/** Lines in a file, with hooks in code: what a backup recorded is compared line by line. `restored` is what its restore makes of the lines. */
function lines(restored = 'rows'): Record<string, string> {
  return {
    'platform/lines/component.yaml': `description: Lines in a file
profiles: [starter]
runtimes:
  process: { command: [sleep, infinity] }
init: {}
`,
    'platform/lines/package.json': '{ "name": "lines", "type": "module", "exports": "./index.js" }\n',
    'platform/lines/index.js': `import { text } from 'node:stream/consumers';

const entries = (rows) => rows.trim().split('\\n').map((name) => ({ kind: 'line', name }));
const read = ({ run }) => run(['sh', '-c', 'cat "$DSW_VOLUME/rows"']);

export default {
  async init({ run }) {
    await run(['sh', '-c', 'printf "one\\\\ntwo\\\\nthree\\\\n" >"$DSW_VOLUME/rows"']);
  },
  async backup(context, snapshot) {
    const rows = await read(context);
    snapshot.record(entries(rows));
    await new Promise((resolve) => snapshot.file('rows').end(rows, resolve));
  },
  async restore({ run }, snapshot) {
    const rows = await text(snapshot.file('rows'));
    await run(['sh', '-c', 'cat >"$DSW_VOLUME/rows"'], { stdin: ${restored} });
  },
  async contents(context) {
    return entries(await read(context));
  },
};
`,
  };
}

async function stampsOf(workspace: Workspace): Promise<unknown> {
  const { sets } = JSON.parse((await workspace.dsw('backup-list --json')).stdout) as { sets: { stamps: { drilled: object } }[] };
  return sets.map(({ stamps }) => Object.keys(stamps.drilled));
}

describe.concurrent('a drill', () => {
  it('restores into a throw-away environment, compares, takes it away and stamps the set, while the environment runs on', () =>
    inWorkspace(lines(), async (workspace) => {
      await workspace.succeeds('init lines');
      await workspace.succeeds('backup');
      await workspace.write({ 'platform/lines/volumes/local/rows': 'newer\n' });
      expect(seen(workspace, await workspace.dsw('drill'))).toEqual({
        exitCode: 0,
        stdout: `lines: restoring lines
lines: the restored data of lines are in place; checking that it is healthy on them
lines: comparing what lines holds with what the backup recorded
lines drill: done, restored from set <set>, as recorded: 3 × line, without digests`,
        stderr: '',
      });
      expect(await workspace.read('platform/lines/volumes/local/rows')).toBe('newer\n');
      expect(await stampsOf(workspace)).toEqual([['lines']]);
      expect(await workspace.status()).toMatchObject({ lines: { state: 'running', lastVerified: { how: 'drill' } } });
      expect(await leftByDrill(workspace)).toEqual([]);
    }));

  it('that finds something else than was recorded says what, does not stamp the set, and leaves nothing either', () =>
    inWorkspace(lines(`rows.replace('two\\n', '') + 'four\\n'`), async (workspace) => {
      await workspace.succeeds('init lines');
      await workspace.succeeds('backup lines');
      const drill = seen(workspace, await workspace.dsw('drill lines'));
      expect(drill.exitCode).toBe(1);
      expect(drill.stdout).toContain(`lines drill: FAILED
  error: the restored lines is not what the backup recorded:
      line two is missing
      line four was not there when the backup was made
    This backup cannot be relied on: make a new one, drill that, and find out what happened to this one.`);
      expect(await stampsOf(workspace)).toEqual([[]]);
      expect(await leftByDrill(workspace)).toEqual([]);
    }));

  it('that is killed anywhere is cleared away by the next one', () =>
    inWorkspace(lines(), async (workspace) => {
      await workspace.succeeds('init lines');
      await workspace.succeeds('backup lines');
      const { changes } = await killedAtChange(workspace, 'drill lines', Infinity);
      for (const change of spread(5, changes)) {
        await killedAtChange(workspace, 'drill lines', change);
        expect(await workspace.read('platform/lines/volumes/local/rows')).toBe('one\ntwo\nthree\n');
        await workspace.succeeds('drill lines');
        expect(await leftByDrill(workspace)).toEqual([]);
      }
    }));

  it('does not take the name of an environment of yours', () =>
    inWorkspace({ ...lines(), 'env/local-drill/lines.env': 'MINE=1\n' }, async (workspace) => {
      await workspace.succeeds('init lines');
      await workspace.succeeds('backup lines');
      expect(seen(workspace, await workspace.dsw('drill lines'))).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: `error: local-drill is an environment of yours, and drills would need that name for one that is thrown away
  Give that environment another name.`,
      });
      expect(await workspace.read('env/local-drill/lines.env')).toBe('MINE=1\n');
    }));

  it('of a copied volume compares every file', () =>
    inWorkspace(
      {
        'platform/plain/component.yaml': `description: Has no hooks
profiles: [starter]
runtimes:
  process: { command: [sh, -c, 'mkdir -p "$DSW_VOLUME/d"; echo 1 >>"$DSW_VOLUME/d/starts"; exec sleep infinity'] }
`,
      },
      async (workspace) => {
        await workspace.succeeds('start plain');
        await workspace.succeeds('backup plain');
        const drill = seen(workspace, await workspace.dsw('drill plain'));
        expect(drill.stdout).toContain('plain drill: done, restored from set <set>, as recorded: ');
        expect(drill.exitCode).toBe(0);
      },
    ));

  it('of PostgreSQL compares tables, rows, sequences and content', () =>
    inWorkspace({}, async (workspace) => {
      await addTimescale(workspace);
      await workspace.succeeds('init timescale');
      await query(
        workspace,
        'create table thing as select n as id, md5(n::text) as name from generate_series(1, 5000) n; create sequence counted start 7',
      );
      await workspace.succeeds('backup timescale');
      await query(workspace, 'drop table thing');
      const drill = seen(workspace, await workspace.dsw('drill timescale'));
      expect([drill.exitCode, drill.stderr]).toEqual([0, '']);
      expect(drill.stdout).toMatch(/timescale drill: done, restored from set <set>, as recorded: .* × .*5,\d\d\d counted$/m);
      expect(await workspace.status()).toMatchObject({ timescale: { lastVerified: { how: 'drill' } } });
      expect(await setsIn(workspace)).toHaveLength(1);
      expect(await leftByDrill(workspace)).toEqual([]);
    }));
});
