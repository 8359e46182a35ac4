import { ask, type Context } from './ask.js';
import { contentPattern } from './contentPattern.js';

/** The names of those that are closed: nobody can read in them, but they are kept. */
export async function closedIndices(context: Context): Promise<string[]> {
  const { body } = await ask(
    context,
    'GET',
    `_cluster/state/metadata/${contentPattern}?expand_wildcards=all&filter_path=metadata.indices.*.state`,
  );
  const { metadata: { indices = {} } = {} } = body as { metadata?: { indices?: Record<string, { state: string }> } };
  return Object.keys(indices)
    .filter((name) => indices[name]?.state === 'close')
    .sort();
}
