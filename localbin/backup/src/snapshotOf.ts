import type { Result } from '@dust-workspace/component';
import { fail, ok, problem } from '@dust-workspace/component';
import type { ChosenSet } from './chooseSet.js';
import type { SnapshotRecord } from './setManifest.js';

/** What the manifest of a set says about a component. */
export function snapshotOf({ id, manifest }: ChosenSet, component: string): Result<SnapshotRecord> {
  const record = manifest.snapshots.find((snapshot) => snapshot.component === component);
  if (record !== undefined) return ok(record);
  const present = manifest.snapshots.map((snapshot) => snapshot.component).join(', ');
  return fail(problem('set-lacks-component', `the set ${id} holds no backup of ${component}`, `It holds ${present}.`));
}
