import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeTree } from '../removeTree.js';
import { storeConformance } from '../testing/storeConformance.js';
import { localStore } from './localStore.js';

storeConformance('local', async () => {
  const temp = await mkdtemp(join(tmpdir(), 'dsw-backup-'));
  const folder = join(temp, 'env/backup/local/sets');
  return {
    store: () => localStore(folder),
    stranger: async () => {
      await writeFile(join(folder, 'notes.txt'), 'mine');
      return 'notes.txt';
    },
    dispose: () => removeTree(temp),
  };
});
