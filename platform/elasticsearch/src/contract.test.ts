import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SnapshotReader } from '@dust-workspace/component/hooks';
import { backup } from './backup.js';
import { engine } from './engine.js';
import { init } from './init.js';
import { patience, type Patience } from './patience.js';
import { removeTemporaryRepositories } from './repository.js';
import { restore } from './restore.js';
import { contractServer, error, hits, index, snapshotAs, stats } from './testing/contract.js';
import type { ContractServer } from './testing/contractServer.js';
import { MemorySnapshot } from '@dust-workspace/component/testing';

let server: ContractServer;

beforeEach(async () => {
  server = await contractServer();
});
afterEach(() => server.dispose());

const begin = 'PUT /_snapshot/TEMPORARY/TEMPORARY';
const isIndices = /^\/\*,[^/]*$/;
const isSnapshot = /^\/_snapshot\/[^/]+\/[^/]+$/;
const little: Patience = { ...patience, busy: 500 };

async function backedUp(how?: Patience): Promise<MemorySnapshot> {
  const snapshot = new MemorySnapshot();
  await backup(server.context(), snapshot.writer, how);
  return snapshot;
}

/** Everything that a backup makes in the server is taken away again. */
function expectCleared(): void {
  server.on('GET', /^\/_snapshot$/, { body: {} });
  expect(server.asked.at(-1)).toBe('GET /_snapshot');
  expect(server.commands.at(-1)).toBe('sh -c rm -rf "$DSW_VOLUME"/snapshots/dsw-backup-* "$DSW_VOLUME"/snapshots/dsw-restore-*');
}

describe('a backup', () => {
  it('records what the API tells, data streams and templates too, but nothing of Elasticsearch itself', async () => {
    const snapshot = await backedUp();
    expect(snapshot.expected).toBe(4711);
    expect(snapshot.content('repository.tar').toString()).toBe('an archive');
    expect(JSON.parse(snapshot.content('snapshot.json').toString())).toEqual({
      snapshot: 'name',
      indices: ['nodes_1'],
      dataStreams: ['events'],
      closed: [],
    });
    expect(snapshot.contents).toEqual([
      { kind: 'index', name: 'nodes_1', count: 2, digest: expect.any(String) },
      { kind: 'mappings', name: 'nodes_1', value: expect.any(String) },
      { kind: 'settings', name: 'nodes_1', value: expect.any(String) },
      { kind: 'alias', name: 'nodes', value: 'nodes_1' },
      { kind: 'data stream', name: 'events', value: 'generation 1: .ds-events-1' },
      { kind: 'index template', name: 'mine', value: expect.any(String) },
      { kind: 'pipeline', name: 'tags', value: expect.any(String) },
    ]);
    expect(server.bodies.get(begin)).toEqual({ indices: '*', include_global_state: true, partial: false });
    expectCleared();
  });

  it('removes what is left of earlier ones, whose snapshots it ends', async () => {
    server.on('GET', /^\/_snapshot$/, { body: { 'dsw-backup-0123456789ab': {}, 'dsw-restore-0123456789ab': {}, mine: {} } }, { body: {} });
    await backedUp();
    expect(server.asked.filter((asked) => asked.startsWith('DELETE /_snapshot'))).toEqual([
      'DELETE /_snapshot/TEMPORARY/TEMPORARY',
      'DELETE /_snapshot/TEMPORARY',
      'DELETE /_snapshot/TEMPORARY',
    ]);
  });

  it('waits for an earlier snapshot to be deleted, which takes longer than an answer may', async () => {
    server
      .on('GET', /^\/_snapshot$/, { body: { 'dsw-backup-0123456789ab': {} } }, { body: {} })
      .on('DELETE', isSnapshot, 'never')
      .on('GET', isSnapshot, { body: snapshotAs('IN_PROGRESS') }, { body: { snapshots: [] } });
    await removeTemporaryRepositories(server.context(), { ...patience, answer: 1_000 });
    expect(server.asked).toEqual([
      'GET /_snapshot',
      'DELETE /_snapshot/TEMPORARY/TEMPORARY',
      'GET /_snapshot/TEMPORARY/TEMPORARY',
      'GET /_snapshot/TEMPORARY/TEMPORARY',
      'DELETE /_snapshot/TEMPORARY',
    ]);
  });

  it('waits for a server that is busy, and for a snapshot of somebody else', async () => {
    server.on(
      'PUT',
      isSnapshot,
      { status: 429, body: error('circuit_breaking_exception', 'too much'), retryAfter: 0 },
      { status: 503, body: error('concurrent_snapshot_execution_exception', 'cannot snapshot while another is running') },
      { body: { accepted: true } },
    );
    await backedUp();
    expect(server.count(begin)).toBe(3);
  });

  it('goes on with a snapshot that was begun by a request that was answered as refused', async () => {
    const again = error('invalid_snapshot_name_exception', 'Invalid snapshot name [x], snapshot with the same name already exists');
    server.on('PUT', isSnapshot, { status: 503, body: {}, retryAfter: 0 }, { status: 400, body: again });
    await backedUp();
  });

  it('gives up on a server that stays busy, with what it says', async () => {
    server.on('PUT', isSnapshot, { status: 503, body: error('concurrent_snapshot_execution_exception', 'another is running') });
    await expect(backedUp(little)).rejects.toThrow(/^Elasticsearch refused PUT \/_snapshot\/.*: 503 another is running$/);
    expectCleared();
  });

  it('looks whether a snapshot has begun, to whose beginning there was no answer', async () => {
    server.on('PUT', isSnapshot, 'never');
    await backedUp({ ...patience, answer: 2_500 });
    expect(server.count(begin)).toBe(1);
  });

  it('says when there is no answer at all', async () => {
    server.on('GET', isSnapshot, 'never');
    await expect(backedUp({ ...patience, answer: 2_500 })).rejects.toMatchObject({
      message: expect.stringMatching(/^Elasticsearch at 127\.0\.0\.1:\d+ gave no answer within 2.5 s: GET \/_snapshot\//),
      remedy: 'See dsw logs elasticsearch.',
    });
    expectCleared();
  });

  it('is refused when shards are not in the snapshot, whatever its state', async () => {
    const failures = [{ index: 'nodes_1', shard_id: 0, reason: 'node shutdown' }];
    const shards = { total: 2, failed: 1, successful: 1 };
    for (const state of ['PARTIAL', 'FAILED', 'SUCCESS']) {
      server.on('GET', isSnapshot, { body: snapshotAs(state, { failures, shards }) });
      await expect(backedUp()).rejects.toThrow(
        `the snapshot ended as ${state}: 1 of 2 shards are not in it (shard 0 of nodes_1: node shutdown)`,
      );
      expectCleared();
    }
  });

  it('is refused when the snapshot is deleted by somebody', async () => {
    server.on(
      'GET',
      isSnapshot,
      { body: snapshotAs('IN_PROGRESS') },
      { status: 404, body: error('snapshot_missing_exception', 'missing') },
    );
    await expect(backedUp()).rejects.toThrow('the snapshot is gone: somebody deleted it, or it never began');
  });

  it('is broken off when the snapshot gets no further', async () => {
    server.on('GET', isSnapshot, { body: snapshotAs('IN_PROGRESS') });
    await expect(backedUp({ ...patience, standstill: 200 })).rejects.toThrow('the snapshot does not get any further');
    expectCleared();
  });

  it('reads in the snapshot what an index held that was written to meanwhile', async () => {
    const row = { shard: '0', prirep: 'p', state: 'STARTED', 'unassigned.reason': null, 'unassigned.details': null };
    const restored = 'POST /_snapshot/TEMPORARY/TEMPORARY/_restore';
    const aside = (): string =>
      (server.bodies.get(restored) as { rename_replacement: string } | undefined)?.rename_replacement.replace('$1', 'nodes_1') ?? '';
    server
      .on('GET', /_stats$/, { body: stats(1) }, { body: stats(2) })
      .on('POST', /_restore$/, { body: { accepted: true } })
      .on('GET', /^\/_cat\/shards$/, () => ({ body: [{ ...row, index: aside() }] }))
      .on('GET', /^\/dsw-aside-/, () => ({ body: aside() === '' ? {} : { [aside()]: index } }))
      .on('DELETE', /^\/dsw-aside-/, {})
      .on('POST', /^\/_search$/, { body: hits(['a', 'b']) }, { body: hits([]) }, () => ({ body: hits(['a'], aside()) }), {
        body: hits([]),
      });
    const snapshot = await backedUp();
    expect(server.bodies.get(restored)).toEqual({
      indices: ['nodes_1'],
      include_global_state: false,
      include_aliases: false,
      rename_pattern: '^(.+)$',
      rename_replacement: expect.stringMatching(/^dsw-aside-[0-9a-f]{8}-\$1$/),
      index_settings: { 'index.hidden': true, 'index.number_of_replicas': 0 },
      ignore_index_settings: ['index.lifecycle.name', 'index.lifecycle.rollover_alias'],
    });
    expect(snapshot.contents?.[0]).toEqual({ kind: 'index', name: 'nodes_1', count: 1, digest: expect.any(String) });
    expect(server.asked).toContain('DELETE /ASIDE-nodes_1');
    expect(server.lines).toEqual(['reading in the snapshot what it holds of indices that were written to meanwhile: nodes_1']);
  });

  it('tries again when aliases change meanwhile, and gives up when they do so each time', async () => {
    const other = { ...index, aliases: { changed: {} } };
    server.on('GET', isIndices, { body: { nodes_1: other } }, { body: { nodes_1: index } });
    await backedUp();
    expect(server.count(begin)).toBe(2);
    server.on('GET', isIndices, ...[0, 1, 2].flatMap(() => [{ body: { nodes_1: other } }, { body: { nodes_1: index } }]));
    await expect(backedUp()).rejects.toMatchObject({
      message: expect.stringMatching(/^indices, aliases, settings or templates were changed during each of 3 snapshots/),
      remedy: 'Make the backup when nobody makes or changes indices, or with --consistent.',
    });
    expectCleared();
  });

  it('fails when a search did not get to all shards', async () => {
    server.on('POST', /^\/_search$/, { body: { ...hits([]), _shards: { failed: 1 } } });
    await expect(backedUp()).rejects.toThrow('Elasticsearch could not search in all of its shards');
  });

  it('fails when its sink does', async () => {
    const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error('the disk is full')) });
    full.on('error', () => undefined);
    const context = server.context({
      run: (line) => (line.join(' ').includes('tar') ? Promise.reject(new Error('the disk is full')) : Promise.resolve('')),
    });
    await expect(backup(context, new MemorySnapshot().writerWith({ file: () => full }))).rejects.toThrow('the disk is full');
  });
});

describe('a restore', () => {
  const shard = { index: 'nodes_1', shard: '0', prirep: 'p', state: 'STARTED', 'unassigned.reason': null, 'unassigned.details': null };
  const unassigned = { ...shard, state: 'UNASSIGNED', 'unassigned.reason': 'NEW_INDEX_RESTORED' };
  let reader: SnapshotReader;

  beforeEach(async () => {
    reader = (await backedUp()).reader;
    server
      .on('GET', isIndices, { body: {} })
      .on('GET', /^\/\*$/, { body: {} })
      .on('GET', /^\/\.ds-/, { body: { '.ds-events-1': index } })
      .on('GET', /^\/_data_stream/, { status: 404 })
      .on('GET', /^\/_recovery$/, { body: {} })
      .on('POST', /_restore$/, { body: { accepted: true } })
      .on('GET', /^\/_cat\/shards$/, { body: [unassigned] }, { body: [shard, { ...shard, index: '.ds-events-1' }] });
  });

  it('names indices and data streams, and waits for all shards of both', async () => {
    await restore(server.context(), reader);
    expect(server.bodies.get('POST /_snapshot/TEMPORARY/name/_restore')).toEqual({
      indices: ['events', 'nodes_1'],
      include_global_state: true,
      include_aliases: true,
      partial: false,
    });
    expect(server.bodies.get('PUT /_snapshot/TEMPORARY')).toEqual({
      type: 'fs',
      settings: { location: expect.stringMatching(/^dsw-restore-/), readonly: true },
    });
    expect(server.lines.at(-1)).toBe('restored 2 indices');
    expectCleared();
  });

  it('goes on when there was no answer to its beginning', async () => {
    server.on('POST', /_restore$/, 'never');
    await restore(server.context(), reader, { ...patience, answer: 2_500 });
  });

  it('fails with the reason why a shard could not be restored', async () => {
    const failed = { ...unassigned, 'unassigned.reason': 'ALLOCATION_FAILED', 'unassigned.details': 'failed recovery: checksum failed' };
    server.on('GET', /^\/_cat\/shards$/, { body: [failed] });
    await expect(restore(server.context(), reader)).rejects.toThrow(
      'shard 0 of nodes_1 could not be restored: failed recovery: checksum failed',
    );
    expectCleared();
  });

  it('fails with what Elasticsearch says when it gets no further', async () => {
    server.on('GET', /^\/_cat\/shards$/, { body: [unassigned] });
    server.on('GET', /^\/_cluster\/allocation\/explain$/, { body: { allocate_explanation: 'the disk is above the watermark' } });
    await expect(restore(server.context(), reader, { ...patience, standstill: 200 })).rejects.toThrow(
      'the restore does not get any further; shards that are missing: 0 of nodes_1. the disk is above the watermark',
    );
    expectCleared();
  });
});

describe('the initialisation', () => {
  const tokens = (...words: string[]): object => ({ tokens: words.map((token) => ({ token })) });
  beforeEach(() => server.on('GET', /^\/_cluster\/health$/, { body: {} }));

  it('fails without the plugin, with the way to get it', async () => {
    server.on('POST', /^\/_analyze$/, {
      status: 400,
      body: error('illegal_argument_exception', 'failed to find global tokenizer under [icu_tokenizer]'),
    });
    await expect(init(server.context())).rejects.toMatchObject({
      message: 'Elasticsearch runs without the plugin analysis-icu, which the indices of Dust need',
      remedy: expect.stringContaining('elasticsearch-plugin install analysis-icu'),
    });
  });

  it('fails when the plugin does something else', async () => {
    server.on('POST', /^\/_analyze$/, { body: tokens('Élan', '東', '京都') });
    await expect(init(server.context())).rejects.toThrow(
      'analysis-icu makes of a text ["Élan","東","京都"] instead of ["elan","東京","都"]',
    );
  });

  it('fails where snapshots cannot be written', async () => {
    server.on('POST', /^\/_analyze$/, { body: tokens('elan', '東京', '都') });
    const reason = "[dust-workspace] location [x] doesn't match any of the locations specified by path.repo";
    server.on('PUT', /^\/_snapshot\/[^/]+$/, { status: 500, body: error('repository_exception', reason) });
    await expect(init(server.context())).rejects.toMatchObject({ remedy: 'path.repo must be snapshots/ in its volume.' });
  });
});

describe('the engine', () => {
  it.each([
    [{ number: '8.11.3', build_flavor: 'default' }, '8.11.3', { name: 'elasticsearch', version: '8.11.3' }],
    [{ number: '2.19.1', distribution: 'opensearch' }, '2.19.1-SNAPSHOT', { name: 'opensearch', version: '2.19.1' }],
  ])('is told apart from its relatives: %j', async (version, node, expected) => {
    server.on('GET', /^\/$/, { body: { version } }).on('GET', /^\/_nodes\/_local$/, { body: { nodes: { id: { version: node } } } });
    expect(await engine(server.context())).toEqual(expected);
  });
});
