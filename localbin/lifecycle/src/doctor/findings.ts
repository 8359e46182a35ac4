import type { Session } from '../session.js';
import { examine } from './examine.js';
import type { Finding } from './finding.js';
import { gather } from './gather.js';

/** Looks at this machine and at the components of the profile with what they need, or at `names`. Reads only. */
export async function findings(session: Session, names: readonly string[]): Promise<Finding[]> {
  return examine(await gather(session, names));
}
