import type { ContentEntry } from '@dust-workspace/component/hooks';
import { entriesOf, readDefinitions } from './definitions.js';
import { patience as usual, type Patience } from './patience.js';
import { pointEntries } from './points.js';
import { Qdrant, type Context } from './qdrant.js';

/** What the running server holds: collections with configuration, indexes, shards and points, and aliases. */
export async function contents(
  context: Context,
  { digest }: { readonly digest: boolean },
  patience: Patience = usual,
): Promise<readonly ContentEntry[]> {
  const qdrant = new Qdrant(context, patience);
  const definitions = await readDefinitions(qdrant);
  return [...entriesOf(definitions), ...(await pointEntries(qdrant, definitions, digest))];
}
