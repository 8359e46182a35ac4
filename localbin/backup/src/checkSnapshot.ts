import type { Result } from '@dust-workspace/component';
import { fail } from '@dust-workspace/component';
import { checkFiles } from './checkFiles.js';
import type { ChosenSet } from './chooseSet.js';
import { insteadRemedy, otherSet } from './chooseSet.js';
import { volumeFileName } from './setLayout.js';
import type { SnapshotRecord } from './setManifest.js';
import { snapshotOf } from './snapshotOf.js';
import type { OnProgress } from './transferProgress.js';

/**
 * Proves that a component's snapshot is what was written: its files and no others, their sizes and checksums, and that they can be
 * decompressed and unpacked. Reads all of it once, changes nothing. One diagnostic for each file that is not.
 */
export async function checkSnapshot(
  set: ChosenSet,
  component: string,
  onProgress: OnProgress = () => undefined,
): Promise<Result<SnapshotRecord>> {
  const record = snapshotOf(set, component);
  if (!record.ok) return record;
  const { method, files } = record.value;
  const archive = method === 'volume' ? { archive: volumeFileName } : {};
  const checked = await checkFiles(set, { folder: component, files, ...archive, onProgress });
  if (checked.ok) return record;
  const remedy = insteadRemedy(await otherSet(set, component));
  return fail(...checked.diagnostics.map((diagnostic) => ({ ...diagnostic, remedy: diagnostic.remedy ?? remedy })));
}
