import type { Instance } from '../runtime.js';
import { abandonedBy } from './family.js';
import { processTable } from './processTable.js';
import { secondLookAt } from './secondLook.js';
import { haveEnded, signalMember } from './signals.js';
import type { Invoker } from './user.js';

/** How long the system may take to remove what was killed, in milliseconds. */
const grace = 3_000;

/** Kills commands whose runner was killed: what they would still do, the next command does anew, and not beside them. */
export async function endAbandoned(instances: readonly Instance[], invoker: Invoker): Promise<void> {
  const table = processTable();
  const found = await Promise.all(instances.map((instance) => abandonedBy(instance, table, secondLookAt(instance, invoker))));
  const abandoned = found.flat();
  for (const member of abandoned) signalMember(member, 'SIGKILL');
  await haveEnded(abandoned, grace);
}
