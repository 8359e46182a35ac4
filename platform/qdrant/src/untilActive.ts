import { HookFailure } from '@dust-workspace/component/hooks';
import { readCluster } from './definitions.js';
import { expectList, expectNumber, expectObject, expectText } from './expectJson.js';
import type { Qdrant } from './qdrant.js';

/** Waits until this peer has all of each shard: one that is partial, or being recovered, must neither be saved nor counted on. */
export async function untilActive(qdrant: Qdrant, collection: string, within: number): Promise<void> {
  const until = performance.now() + within;
  for (let look = 1; ; look += 1) {
    const waiting = await inactive(qdrant, collection);
    if (waiting.length === 0) return;
    if (performance.now() > until)
      throw new HookFailure(
        `of ${collection}, ${waiting.map(({ id, state }) => `shard ${id} is ${state}`).join(', ')}`,
        `Qdrant does not have all of it. See dsw logs ${qdrant.context.component}.`,
      );
    await qdrant.pause(look);
  }
}

async function inactive(qdrant: Qdrant, collection: string): Promise<{ readonly id: number; readonly state: string }[]> {
  return expectList((await readCluster(qdrant, collection))['local_shards'], 'local_shards')
    .map((entry) => {
      const { shard_id: id, state } = expectObject(entry, 'a shard');
      return { id: expectNumber(id, 'shard_id'), state: expectText(state, 'the state of a shard') };
    })
    .filter(({ state }) => state !== 'Active');
}
