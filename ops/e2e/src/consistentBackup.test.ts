import { describe, expect, it } from 'vitest';
import { seen } from './testing/seen.js';
import { setsIn, sets, store } from './testing/store.js';
import { until } from './testing/until.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

const writer = {
  'platform/writer/component.yaml': `description: Writes to the store
profiles: [starter]
needs: { store: healthy }
runtimes:
  process: { command: [sleep, infinity] }
`,
};

/** A store for the counter, whose backup takes its time. */
function half(name: string): Record<string, string> {
  const folder = `platform/${name}`;
  return {
    [`${folder}/component.yaml`]: 'description: Numbers\nprofiles: [starter]\nruntimes: { process: { command: [sleep, infinity] } }\n',
    [`${folder}/scripts/backup.sh`]: `${name === 'left' ? '' : 'sleep 0.2; '}cat "$DSW_VOLUME/rows"\n`,
    [`${folder}/scripts/restore.sh`]: 'cat >"$DSW_VOLUME/rows"\n',
  };
}

/** Writes each number into one store and then into the other, and ends after a whole turn. */
const counter = {
  'platform/counter/component.yaml': `description: Writes into two stores in turn
profiles: [starter]
needs: { left: started, right: started }
runtimes:
  process: { command: [sh, main.sh], stop: { within: 10s } }
`,
  'platform/counter/main.sh': `trap 'over=1' TERM
left=../left/volumes/local/rows right=../right/volumes/local/rows
n=$(tail -n 1 "$right" 2>/dev/null || true)
n=\${n:-0}
while [ -z "\${over:-}" ]; do
  n=$((n + 1))
  echo "$n" >>"$left"
  sleep 0.01 || true
  echo "$n" >>"$right"
done
`,
};

const halves = ['left', 'right'] as const;

async function numbersIn(workspace: Workspace): Promise<string[]> {
  return Promise.all(halves.map((name) => workspace.read(`platform/${name}/volumes/local/rows`).catch(() => '')));
}

describe.concurrent('a consistent backup', () => {
  it('under a writer to two stores has them agree, every time, and the writer goes on', () =>
    inWorkspace({ ...half('left'), ...half('right'), ...counter }, async (workspace) => {
      await workspace.succeeds('bootstrap');
      const writes = (since: string): Promise<void> =>
        until('the counter writes', async () => {
          const [left = '', right = ''] = await numbersIn(workspace);
          return left.length > since.length + 20 && right.length > since.length + 20;
        });
      let last = '';
      for (const round of [1, 2, 3]) {
        await writes(last);
        await workspace.succeeds('backup --consistent');
        const before = await numbersIn(workspace);
        await until('the counter writes again', async () => (await numbersIn(workspace)).every((text, at) => text !== before[at]));
        await workspace.succeeds('stop counter');
        for (const name of halves) await workspace.write({ [`platform/${name}/volumes/local/rows`]: 'lost\n' });
        await workspace.succeeds('restore left right');
        const [left = '', right = ''] = await numbersIn(workspace);
        expect(left, `round ${round}`).toBe(right);
        const numbers = left.trim().split('\n').map(Number);
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
        expect(left.startsWith(last) && left.length > last.length).toBe(true);
        last = left;
        await workspace.succeeds('start counter');
      }
    }));

  it('stops what may write, says so in the set, and starts it again', () =>
    inWorkspace({ ...store, ...writer }, async (workspace) => {
      await workspace.succeeds('bootstrap');
      const backup = seen(workspace, await workspace.dsw('backup --consistent'));
      expect(backup).toMatchObject({ exitCode: 0, stderr: '' });
      // It starts again as soon as the data are taken, which is before they are on the disk.
      const said = backup.stdout.split('\n').map((line) => line.replace(/done, .*/, 'done'));
      expect(said.slice(0, 2)).toEqual(['writer backup: skipped, has no data', 'writer stop: done']);
      expect(said.slice(2).sort()).toEqual(['store backup: done', 'writer start: done']);
      const [set = ''] = await setsIn(workspace);
      expect(JSON.parse(await workspace.read(`${sets}/${set}/manifest.json`))).toMatchObject({
        complete: true,
        consistency: { kind: 'writers-stopped', stopped: ['writer'] },
        order: ['store'],
      });
      expect(await workspace.status()).toMatchObject({ writer: { state: 'running' }, store: { state: 'healthy' } });
    }));

  it('whose data could not be taken starts again what it had stopped', () =>
    inWorkspace({ ...store, ...writer, 'platform/store/scripts/backup.sh': 'exit 9\n' }, async (workspace) => {
      await workspace.succeeds('bootstrap');
      expect((await workspace.dsw('backup --consistent')).exitCode).toBe(1);
      expect(await workspace.status()).toMatchObject({ writer: { state: 'running' }, store: { state: 'healthy' } });
      expect(await setsIn(workspace).catch(() => [])).toEqual([]);
    }));
});
