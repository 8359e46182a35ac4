import type { ContentEntry } from '@dust-workspace/component/hooks';
import type { Context } from './ask.js';
import { closedIndices } from './closedIndices.js';
import { contentPattern } from './contentPattern.js';
import { aliasEntries, indexEntries, readDefinitions, type Definitions } from './definitions.js';
import { momentOf, type Documents } from './documents.js';

/** What the running server holds: documents of each index, definitions, aliases. */
export async function contents(context: Context, { digest }: { readonly digest: boolean }): Promise<readonly ContentEntry[]> {
  const definitions = await readDefinitions(context);
  const closed = await closedIndices(context);
  if (definitions.indices.size === closed.length) return contentEntries(definitions, new Map(), closed);
  const moment = await momentOf(context, contentPattern);
  try {
    return contentEntries(definitions, await moment.read(digest), closed);
  } finally {
    await moment.close();
  }
}

/** What is recorded, in the order of names. Nobody can read what is in a closed index. */
export function contentEntries(
  { indices, others }: Definitions,
  documents: ReadonlyMap<string, Documents>,
  closed: readonly string[],
): ContentEntry[] {
  const own = [...indices.values()].flatMap((index): ContentEntry[] => {
    const held = closed.includes(index.name) ? { value: 'closed' } : (documents.get(index.name) ?? { count: 0 });
    return [{ kind: 'index', name: index.name, ...held }, ...indexEntries(index)];
  });
  return [...own, ...aliasEntries(indices), ...others];
}
