import { HookFailure, type SnapshotReader } from '@dust-workspace/component/hooks';
import { collectionNames, groupName, groupsOf, readCollection, type Collection, type Definitions } from './definitions.js';
import { writeJson } from './exactJson.js';
import { deleteCollection, finishCollection, makeCollection } from './makeCollection.js';
import { patience as usual, type Patience } from './patience.js';
import { readPoints } from './points.js';
import { Qdrant, type Context } from './qdrant.js';
import { recoverShard } from './recoverShard.js';
import { layoutSteps } from './shardLayout.js';
import { readIndex, type CollectionRecord } from './snapshotIndex.js';
import { untilActive } from './untilActive.js';
import { untilGreen } from './untilGreen.js';

/** Replaces everything in the running server: makes each collection anew, has each shard recover from its snapshot, and waits until all is well. */
export async function restore(context: Context, snapshot: SnapshotReader, patience: Patience = usual): Promise<void> {
  const qdrant = new Qdrant(context, patience);
  const { collections, aliases } = await readIndex(snapshot);
  for (const { definition } of collections) {
    const steps = layoutSteps(definition);
    if ('obstacle' in steps) throw new HookFailure(`${definition.name} cannot be made anew: ${steps.obstacle}`);
  }
  for (const name of await collectionNames(qdrant)) await deleteCollection(qdrant, name);
  for (const record of collections) await restoreCollection(qdrant, record, snapshot);
  await makeAliases(qdrant, aliases);
}

async function restoreCollection(qdrant: Qdrant, { definition, files, counts }: CollectionRecord, snapshot: SnapshotReader): Promise<void> {
  const { name } = definition;
  await makeCollection(qdrant, definition);
  let late = false;
  for (const file of files) late = (await recoverShard(qdrant, name, file, snapshot)) || late;
  await finishCollection(qdrant, definition);
  await untilActive(qdrant, name, qdrant.patience.settle);
  await untilGreen(qdrant, name);
  await expectPoints(qdrant, definition, counts, late ? qdrant.patience.settle : 0);
  await expectDefinition(qdrant, definition);
  qdrant.context.log(`${name}: ${files.length} ${files.length === 1 ? 'shard' : 'shards'} recovered`);
}

/** Where it is known how many points were saved, so many must be there: at once, or later, where Qdrant said that it would do it later. */
async function expectPoints(qdrant: Qdrant, collection: Collection, counts: CollectionRecord['counts'], within: number): Promise<void> {
  const until = performance.now() + within;
  for (const group of groupsOf(collection)) {
    const name = groupName(collection.name, group);
    const expected = counts[name];
    for (let look = 1; expected !== undefined; look += 1) {
      const { count } = await readPoints(qdrant, collection, group, false);
      if (count === expected) break;
      if (performance.now() >= until) throw new HookFailure(`${name} has ${count} points instead of the ${expected} that were saved`);
      await qdrant.pause(look);
    }
  }
}

async function expectDefinition(qdrant: Qdrant, saved: Collection): Promise<void> {
  const made = await readCollection(qdrant, saved.name);
  const fields = [...new Set([...Object.keys(saved.indexes), ...Object.keys(made.indexes)])];
  const wrong = fields.filter((field) => writeJson(saved.indexes[field] ?? null) !== writeJson(made.indexes[field] ?? null));
  if (wrong.length > 0) throw new HookFailure(`${saved.name} has other indexes over ${wrong.join(', ')} than were saved`);
  // A later version may have more to say, and other defaults.
  const changed = Object.keys(saved.config).filter(
    (part) => writeJson(saved.config[part] ?? null) !== writeJson(made.config[part] ?? null),
  );
  if (changed.length > 0) qdrant.context.log(`${saved.name} has another ${changed.join(', ')} than was saved`);
}

async function makeAliases(qdrant: Qdrant, aliases: Definitions['aliases']): Promise<void> {
  const actions = Object.entries(aliases).map(([alias, collection]) => ({
    create_alias: { alias_name: alias, collection_name: collection },
  }));
  if (actions.length > 0) await qdrant.ask('POST', '/collections/aliases', { body: { actions } });
}
