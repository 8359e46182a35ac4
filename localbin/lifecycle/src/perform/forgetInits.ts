import { forgetDone } from '../hookStamp.js';
import type { Session } from '../session.js';

/**
 * What a component has made in another when it was initialised goes with the data of that other, or becomes what it was at an earlier time: whatever
 * needs a component whose data are about to change is initialised again before its next start.
 */
export async function forgetInits(session: Session, name: string): Promise<void> {
  for (const dependent of session.base.graph.dependentsClosure([name]))
    if (dependent !== name) await forgetDone('init', session.resolved(dependent).instance.volume);
}
