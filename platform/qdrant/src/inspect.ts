import { HookFailure } from '@dust-workspace/component/hooks';
import { collectionNames } from './definitions.js';
import { isObject } from './exactJson.js';
import { expectObject } from './expectJson.js';
import { patience as usual, type Patience } from './patience.js';
import { path, Qdrant, type Context } from './qdrant.js';
import { optimizerError } from './untilGreen.js';
import { untilActive } from './untilActive.js';

/** Qdrant is ready, agrees with itself, and has all of each shard; nothing failed in a collection. */
export async function inspect(context: Context, patience: Patience = usual): Promise<void> {
  const qdrant = new Qdrant(context, patience);
  await qdrant.repeat(() => qdrant.askOnce('GET', '/readyz'));
  await expectConsensus(qdrant);
  const names = await collectionNames(qdrant);
  for (const name of names) {
    const info = expectObject(await qdrant.ask('GET', path`/collections/${name}`), 'a collection');
    const error = optimizerError(info) ?? (info['status'] === 'red' ? 'something failed in it' : undefined);
    if (error !== undefined) throw new HookFailure(`${name} is not sound: ${error}`, `See dsw logs ${context.component}.`);
    await untilActive(qdrant, name, patience.answer);
  }
  context.log(`Qdrant is ready, and all shards of its ${names.length} ${names.length === 1 ? 'collection' : 'collections'} are active`);
}

async function expectConsensus(qdrant: Qdrant): Promise<void> {
  const cluster = expectObject(await qdrant.ask('GET', '/cluster'), 'the state of the cluster');
  const thread = cluster['consensus_thread_status'];
  const state = isObject(thread) ? thread['consensus_thread_status'] : 'working';
  if (state !== 'working' && isObject(thread))
    throw new HookFailure(
      `the consensus of Qdrant is not working${typeof thread['err'] === 'string' ? `: ${thread['err']}` : ''}`,
      `See dsw logs ${qdrant.context.component}.`,
    );
}
