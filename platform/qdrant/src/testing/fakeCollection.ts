import { createHash } from 'node:crypto';
import { archiveOf, firstFileOf } from './archive.js';

type Fields = Record<string, unknown>;
type Key = string | number | undefined;

export interface FakeShard {
  readonly key: Key;
  /** What the cluster says of it, in turn; the last one lasts. */
  states: string[];
  /** Points as the API writes them, by their identifiers as they are written. */
  points: Map<string, string>;
  snapshots: Map<string, FakeSnapshot>;
}

export interface FakeSnapshot {
  readonly content: Buffer;
  checksum: string | undefined;
}

const hnsw = { m: 16, ef_construct: 100, full_scan_threshold: 10_000, max_indexing_threads: 0, on_disk: false };
const wal = { wal_capacity_mb: 32, wal_segments_ahead: 0 };
const optimizers = {
  deleted_threshold: 0.2,
  vacuum_min_vector_number: 1_000,
  default_segment_number: 0,
  max_segment_size: null,
  memmap_threshold: null,
  indexing_threshold: 20_000,
  flush_interval_sec: 5,
  max_optimization_threads: null,
};

/** What may be said when a collection is made; anything else is refused, as by the API. */
const creation = new Set([
  'vectors',
  'shard_number',
  'sharding_method',
  'replication_factor',
  'write_consistency_factor',
  'on_disk_payload',
  'hnsw_config',
  'wal_config',
  'optimizers_config',
  'init_from',
  'quantization_config',
  'sparse_vectors',
  'strict_mode_config',
]);

export class FakeCollection {
  readonly shards = new Map<number, FakeShard>();
  readonly indexes = new Map<string, Fields>();
  /** What it says of itself, in turn; the last one lasts. */
  statuses = ['green'];
  remoteShards: number[] = [];
  #serial = 0;
  #patches: Fields = {};

  constructor(
    readonly name: string,
    readonly body: Fields,
  ) {
    const unknown = Object.keys(body).filter((field) => !creation.has(field));
    if (unknown.length > 0) throw new Error(`Format error in JSON body: unknown field \`${unknown.join('`, `')}\``);
    if (body['sharding_method'] !== 'custom') for (let id = 0; id < this.#shardNumber; id += 1) this.#addShard(id, undefined);
  }

  get config(): Fields {
    const { hnsw_config, wal_config, optimizers_config, quantization_config, strict_mode_config, init_from: _, ...given } = this.body;
    const { params, ...patches } = this.#patches;
    return {
      params: {
        shard_number: this.#shardNumber,
        replication_factor: 1,
        write_consistency_factor: 1,
        on_disk_payload: true,
        ...given,
        ...(params as Fields | undefined),
      },
      hnsw_config: { ...hnsw, ...(hnsw_config as Fields) },
      optimizer_config: { ...optimizers, ...(optimizers_config as Fields) },
      wal_config: { ...wal, ...(wal_config as Fields) },
      quantization_config: quantization_config ?? null,
      ...(strict_mode_config === undefined ? {} : { strict_mode_config }),
      ...patches,
    };
  }

  patch({ optimizers_config: _, ...fields }: Fields): void {
    this.#patches = { ...this.#patches, ...JSON.parse(JSON.stringify(fields)) };
  }

  addKey(key: string | number, count: number | undefined): void {
    const next = 1 + Math.max(0, ...this.shards.keys());
    for (let id = next; id < next + (count ?? this.#shardNumber); id += 1) this.#addShard(id, key);
  }

  removeKey(key: string | number): void {
    for (const [id, shard] of this.shards) if (shard.key === key) this.shards.delete(id);
  }

  hasKey(key: unknown): boolean {
    return [...this.shards.values()].some((shard) => shard.key === key);
  }

  get #shardNumber(): number {
    return Number(this.body['shard_number'] ?? 1);
  }

  #addShard(id: number, key: Key): void {
    this.shards.set(id, { key, states: ['Active'], points: new Map(), snapshots: new Map() });
  }

  put(shard: number, ...points: string[]): void {
    for (const point of points) this.shards.get(shard)!.points.set(/^\{"id":("[^"]*"|\d+)/.exec(point)![1]!, point);
  }

  /** Points of the shards of a key, or of all, in the order of their identifiers. */
  points(key: unknown): string[] {
    const found = [...this.shards.values()].filter((shard) => key === undefined || shard.key === key).flatMap(({ points }) => [...points]);
    return found.sort(([a], [b]) => compareIds(a, b)).map(([, point]) => point);
  }

  makeSnapshot(shard: number): [string, FakeSnapshot] {
    this.#serial += 1;
    const name = `${this.name}-shard-${shard}-2025-04-01-10-00-${String(this.#serial).padStart(2, '0')}.snapshot`;
    const content = archiveOf({ 'segments/points': [...this.shards.get(shard)!.points.values()].join('\n'), 'shard_config.json': '{}' });
    const snapshot = { content, checksum: createHash('sha256').update(content).digest('hex') };
    this.shards.get(shard)!.snapshots.set(name, snapshot);
    return [name, snapshot];
  }

  recover(shard: number, archive: Buffer): void {
    const { points } = this.shards.get(shard)!;
    points.clear();
    this.put(shard, ...firstFileOf(archive).split('\n').filter(Boolean));
  }
}

export function compareIds(a: string, b: string): number {
  const [left, right] = [a.startsWith('"'), b.startsWith('"')];
  if (left !== right) return left ? 1 : -1;
  if (left) return a < b ? -1 : Number(a > b);
  return BigInt(a) < BigInt(b) ? -1 : Number(BigInt(a) > BigInt(b));
}
