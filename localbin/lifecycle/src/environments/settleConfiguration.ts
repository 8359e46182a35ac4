import { finishRestore } from '@dust-workspace/environment';
import type { Session } from '../session.js';

/** Finishes a restore of the configuration that was killed, and says so. The caller has the lock. */
export async function settleConfiguration(session: Session): Promise<void> {
  const { catalog, selection } = session.base;
  const name = await finishRestore(catalog.root, selection.environment);
  if (name === undefined) return;
  session.emit({ kind: 'notice', message: `the restore of the configuration ${name} was interrupted, and is finished now` });
  await session.refresh();
}
