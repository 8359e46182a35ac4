import { join } from 'node:path';
import { writeManySets } from '@dust-workspace/backup/testing';
import { execa } from 'execa';
import { medians, type Comparison } from './comparison.js';
import { inScratchWorkspace } from './scratchWorkspace.js';

const hour = 3_600_000;

/** Looking at 1,000 sets, and a prune that has nothing to remove. */
export async function manySetsBench(): Promise<Comparison[]> {
  return inScratchWorkspace({ 'env/project.env': 'DSW_BACKUP_KEEP_LAST=1000\n' }, async (workspace) => {
    const sets = join(workspace.root, 'env/backup/local/sets');
    writeManySets(sets, { count: 1_000, newest: new Date(), apart: hour, components: ['timescale', 'redis', 'store'] });
    const taken = await medians(11, {
      node: () => execa(process.execPath, ['-e', '0']),
      list: () => workspace.dsw('backup-list'),
      prune: () => workspace.dsw('backup-prune'),
    });
    const baseline = { name: 'node -e 0', milliseconds: taken.node };
    return [
      { name: 'dsw backup-list of 1,000 sets', measured: taken.list, baseline, factor: 0, plus: 300 },
      { name: 'dsw backup-prune with nothing to remove', measured: taken.prune, baseline, factor: 0, plus: 300 },
    ];
  });
}
