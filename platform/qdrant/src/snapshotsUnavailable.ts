import { readDefinitions } from './definitions.js';
import { patience as usual, type Patience } from './patience.js';
import { Qdrant, type Context } from './qdrant.js';
import { layoutSteps } from './shardLayout.js';

/** Collections whose shards cannot be made anew with the numbers that they have can only be copied with their volume. */
export async function snapshotsUnavailable(context: Context, patience: Patience = usual): Promise<string | undefined> {
  const { collections } = await readDefinitions(new Qdrant(context, patience));
  for (const collection of collections) {
    const steps = layoutSteps(collection);
    if ('obstacle' in steps) return steps.obstacle;
  }
  return undefined;
}
