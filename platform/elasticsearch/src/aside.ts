import { randomBytes } from 'node:crypto';
import { ask, type Context } from './ask.js';
import { momentOf, type Documents } from './documents.js';
import { readIndices, type Index } from './indices.js';
import { lastly } from './lastly.js';
import type { Patience } from './patience.js';
import { untilRestored } from './shards.js';

const prefix = 'dsw-aside-';

export interface Aside {
  readonly index: Index;
  readonly documents: Documents;
}

/**
 * What indices hold in a snapshot: they are restored from it under other names, read, and removed again. No client comes upon them by a wildcard,
 * since they are hidden.
 */
export async function readAside(
  context: Context,
  repository: string,
  names: readonly string[],
  { digest, patience }: { readonly digest: boolean; readonly patience: Patience },
): Promise<Map<string, Aside>> {
  const own = `${prefix}${randomBytes(4).toString('hex')}-`;
  try {
    await ask(context, 'POST', `_snapshot/${repository}/${repository}/_restore?wait_for_completion=false`, {
      body: {
        indices: names,
        include_global_state: false,
        include_aliases: false,
        rename_pattern: '^(.+)$',
        rename_replacement: `${own}$1`,
        index_settings: { 'index.hidden': true, 'index.number_of_replicas': 0 },
        ignore_index_settings: ['index.lifecycle.name', 'index.lifecycle.rollover_alias'],
      },
    });
    await untilRestored(context, new Set(names.map((name) => own + name)), patience);
    const indices = await readIndices(context, `${own}*`);
    const moment = await momentOf(context, `${own}*`);
    try {
      const documents = await moment.read(digest);
      return new Map(names.map((name) => [name, asideOf(indices.get(own + name), documents.get(own + name))] as const));
    } finally {
      await moment.close();
    }
  } finally {
    await removeAside(lastly(context));
  }
}

function asideOf(index: Index | undefined, documents: Documents = { count: 0 }): Aside {
  if (index === undefined) throw new Error('an index that was restored aside is not there');
  return { index, documents };
}

/** Removes what was restored aside, also by a backup that was killed. */
export async function removeAside(context: Context): Promise<void> {
  for (const name of (await readIndices(context, `${prefix}*`)).keys())
    await ask(context, 'DELETE', encodeURIComponent(name), { accept: [404] });
}
