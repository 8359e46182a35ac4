import type { FakeQdrant } from './fakeQdrant.js';

const scalar = { scalar: { type: 'int8', quantile: 0.99, always_ram: true } };

/** Text of a vector that is long enough to be kept as it stands. */
export function vector(seed: number): string {
  return `[${Array.from({ length: 16 }, (_, index) => ((seed * 31 + index * 17) % 97) / 97).join(',')}]`;
}

/** What Dust makes, smaller, and what else there may be. */
export function fill(fake: FakeQdrant): void {
  const dust = fake.make('c_openai_text-embedding-3-large-1536', {
    vectors: { size: 16, distance: 'Cosine', on_disk: true },
    hnsw_config: { payload_m: 16, m: 0 },
    optimizers_config: { memmap_threshold: 16_384 },
    quantization_config: scalar,
    on_disk_payload: true,
    sharding_method: 'custom',
    shard_number: 2,
    replication_factor: 2,
    write_consistency_factor: 1,
  });
  for (const key of ['key_0', 'key_1', 'key_2']) dust.addKey(key, undefined);
  // Its numbers are gone for ever.
  dust.removeKey('key_1');
  for (const [field, type] of [
    ['document_id_hash', 'keyword'],
    ['timestamp', 'integer'],
  ] as const)
    dust.indexes.set(field, { data_type: type });
  for (let id = 0; id < 10; id += 1)
    dust.put(
      [1, 2, 5, 6][id % 4]!,
      `{"id":"0000000${id}-aaaa-4aaa-8aaa-aaaaaaaaaaaa","payload":{"tags":["a","b"],"timestamp":17592186044416${id}},"vector":${vector(id)},"shard_key":"key_${id % 4 < 2 ? 0 : 2}"}`,
    );

  const other = fake.make('Größe/2', {
    vectors: {
      image: { size: 16, distance: 'Dot', multivector_config: { comparator: 'max_sim' } },
      text: { size: 16, distance: 'Euclid' },
    },
    sparse_vectors: { words: { index: { on_disk: true }, modifier: 'idf' } },
    shard_number: 2,
    strict_mode_config: { enabled: true, max_query_limit: 3 },
  });
  other.patch({ params: { read_fan_out_factor: 1 } });
  other.indexes.set('title', { data_type: 'text', params: { type: 'text', tokenizer: 'word', lowercase: true } });
  // Neither is a number of JavaScript's.
  for (const [index, id] of ['1', '9007199254740993', '18446744073709551614', '18446744073709551615'].entries())
    other.put(
      index % 2,
      `{"id":${id},"payload":{"nested":{"b":1.0,"a":null},"large":9223372036854775807},"vector":{"text":${vector(index)},"image":[${vector(1)},${vector(2)}],"words":{"indices":[1,5],"values":[0.5,1e-7]}}}`,
    );

  fake.make('empty', { vectors: { size: 4, distance: 'Manhattan' } });
  fake.aliases.set('current', 'Größe/2');
  fake.aliases.set('also', 'c_openai_text-embedding-3-large-1536');
}
