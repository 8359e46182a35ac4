import { HookFailure } from '@dust-workspace/component/hooks';
import { collectionNames, readCollection, type Collection, type ShardGroup } from './definitions.js';
import { isObject, writeJson, type JsonObject } from './exactJson.js';
import { expectObject } from './expectJson.js';
import { path, type Qdrant } from './qdrant.js';
import { layoutSteps } from './shardLayout.js';

/** Makes an empty collection with the configuration, the indexes and the shards of one that was saved. */
export async function makeCollection(qdrant: Qdrant, collection: Collection): Promise<void> {
  const { name, config, indexes } = collection;
  const where = path`/collections/${name}`;
  await qdrant.bringAbout(
    () => qdrant.askOnce('PUT', `${where}?timeout=${consensus}`, { body: creationOf(config) }),
    async () => (await collectionNames(qdrant)).includes(name),
  );
  await makeShards(qdrant, collection);
  for (const [field, index] of Object.entries(indexes)) {
    const body = { field_name: field, field_schema: index['params'] ?? index['data_type'] };
    await qdrant.ask('PUT', `${where}/index?wait=true`, { body, within: qdrant.patience.work });
  }
  await expectShards(qdrant, collection);
}

/** What cannot be said when a collection is made, or would stand in the way of filling it. */
export async function finishCollection(qdrant: Qdrant, { name, config }: Collection): Promise<void> {
  const factor = expectObject(config['params'], 'params')['read_fan_out_factor'] ?? undefined;
  const strict = config['strict_mode_config'] ?? undefined;
  if (factor === undefined && strict === undefined) return;
  const body = { params: factor === undefined ? undefined : { read_fan_out_factor: factor }, strict_mode_config: strict };
  await qdrant.ask('PATCH', path`/collections/${name}`, { body });
}

export async function deleteCollection(qdrant: Qdrant, name: string): Promise<void> {
  await qdrant.bringAbout(
    () => qdrant.askOnce('DELETE', `${path`/collections/${name}`}?timeout=${consensus}`),
    async () => !(await collectionNames(qdrant)).includes(name),
  );
}

/** Seconds that Qdrant may take until its peers agree. */
const consensus = 30;

/** What Qdrant tells of a collection, in the words in which it is told to make one. */
function creationOf(config: JsonObject): JsonObject {
  const { read_fan_out_factor: _, ...params } = expectObject(config['params'], 'params');
  const { hnsw_config, wal_config, optimizer_config, quantization_config } = config;
  return withoutNulls({ ...params, hnsw_config, wal_config, optimizers_config: optimizer_config, quantization_config });
}

/** Null is what was never said, and stands for the default. */
function withoutNulls(object: JsonObject): JsonObject {
  const fields = Object.entries(object).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(fields.map(([name, value]) => [name, isObject(value) ? withoutNulls(value) : value]));
}

async function makeShards(qdrant: Qdrant, collection: Collection): Promise<void> {
  const steps = layoutSteps(collection);
  if ('obstacle' in steps) throw new HookFailure(steps.obstacle);
  let filler: string | undefined;
  for (const step of steps) {
    switch (step.kind) {
      case 'filler':
        await makeKey(qdrant, collection.name, { key: step.name, shards: Array.from({ length: step.count }, (_, id) => ({ id })) });
        filler = step.name;
        break;
      case 'key':
        await makeKey(qdrant, collection.name, step.group);
        if (filler !== undefined) await deleteKey(qdrant, collection.name, filler);
        filler = undefined;
        break;
      default:
        step satisfies never;
    }
  }
}

async function makeKey(qdrant: Qdrant, name: string, { key, shards }: ShardGroup): Promise<void> {
  await qdrant.bringAbout(
    () =>
      qdrant.askOnce('PUT', `${path`/collections/${name}/shards`}?timeout=${consensus}`, {
        body: { shard_key: key, shards_number: shards.length },
      }),
    () => hasKey(qdrant, name, key),
  );
}

async function deleteKey(qdrant: Qdrant, name: string, key: string): Promise<void> {
  await qdrant.bringAbout(
    () => qdrant.askOnce('POST', `${path`/collections/${name}/shards/delete`}?timeout=${consensus}`, { body: { shard_key: key } }),
    async () => !(await hasKey(qdrant, name, key)),
  );
}

async function hasKey(qdrant: Qdrant, name: string, key: ShardGroup['key']): Promise<boolean> {
  const { shards } = await readCollection(qdrant, name);
  return shards.some((shard) => shard.key !== undefined && writeJson(shard.key) === writeJson(key ?? null));
}

/** Points belong to shards by their numbers, so that other numbers would do harm later, when nobody expects it. */
async function expectShards(qdrant: Qdrant, { name, shards }: Collection): Promise<void> {
  const made = await readCollection(qdrant, name);
  const describe = (list: Collection['shards']): string =>
    list.map(({ id, key }) => (key === undefined ? id : `${id} (${writeJson(key)})`)).join(', ');
  if (describe(made.shards) === describe(shards)) return;
  throw new HookFailure(
    `Qdrant made ${name} with the shards ${describe(made.shards)} instead of ${describe(shards)}`,
    'The snapshots of the shards do not belong there. Restore into the version of Qdrant from which the backup is.',
  );
}
