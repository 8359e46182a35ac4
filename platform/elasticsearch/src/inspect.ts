import { HookFailure } from '@dust-workspace/component/hooks';
import { ask, type Context } from './ask.js';
import { expectIcu } from './icu.js';
import { readShards } from './shards.js';

/** Every primary shard is there, the plugin works, and nothing is locked for want of disk space. */
export async function inspect(context: Context): Promise<void> {
  const missing = (await readShards(context)).filter(({ isPrimary, state }) => isPrimary && state !== 'STARTED' && state !== 'RELOCATING');
  if (missing.length > 0) {
    const [{ index, number, detail }] = missing as [(typeof missing)[number]];
    throw new HookFailure(
      `${missing.length} shards of Elasticsearch are not there, such as ${number} of ${index}${detail === '' ? '' : `: ${detail}`}`,
      `See dsw logs ${context.component}; GET /_cluster/allocation/explain says more.`,
    );
  }
  await expectIcu(context);
  const locked = await lockedIndices(context);
  if (locked.length > 0)
    throw new HookFailure(
      `Elasticsearch has locked ${locked.join(', ')} against writes, since the disk is nearly full`,
      'Make room there.',
    );
  context.log('Elasticsearch has all of its shards');
}

async function lockedIndices(context: Context): Promise<string[]> {
  const setting = 'index.blocks.read_only_allow_delete';
  const { body } = await ask(context, 'GET', `_all/_settings/${setting}?flat_settings=true&expand_wildcards=all&allow_no_indices=true`);
  return Object.entries(body as Record<string, { settings: Record<string, string> }>)
    .filter(([, { settings }]) => settings[setting] === 'true')
    .map(([name]) => name);
}
