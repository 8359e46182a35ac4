import { describe, expect, it } from 'vitest';
import { seen } from './testing/seen.js';
import { setsIn, sets, store } from './testing/store.js';
import { inWorkspace } from './testing/workspace.js';

const writer = {
  'platform/writer/component.yaml': `description: Writes to the store
profiles: [starter]
needs: { store: healthy }
runtimes:
  process: { command: [sleep, infinity] }
`,
};

describe.concurrent('a consistent backup', () => {
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
