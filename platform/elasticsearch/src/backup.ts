import { HookFailure, type ContentEntry, type SnapshotWriter } from '@dust-workspace/component/hooks';
import { ask, type Context } from './ask.js';
import { readAside, removeAside } from './aside.js';
import { canonical } from './canonical.js';
import { closedIndices } from './closedIndices.js';
import { contentEntries } from './contents.js';
import { contentPattern } from './contentPattern.js';
import { dataStreamNames, readDefinitions, type Definitions } from './definitions.js';
import { momentOf, type Documents, type Moment } from './documents.js';
import type { Index } from './indices.js';
import { lastly } from './lastly.js';
import { patience, type Patience } from './patience.js';
import { readPositions, unchanged } from './positions.js';
import { registerRepository, removeTemporaryRepositories, temporaryRepository } from './repository.js';
import { descriptionFile, repositoryFile, type Description } from './snapshotFiles.js';
import { takeSnapshot, type Snapshot } from './takeSnapshot.js';

const attempts = 3;

/**
 * Streams a snapshot of everything, and records what is in it, to the document: of indices to which nothing was written while it was made, from a
 * moment within that time, and of all others from the snapshot itself, out of which they are restored aside.
 */
export async function backup(context: Context, snapshot: SnapshotWriter, how: Patience = patience): Promise<void> {
  await clear(context);
  try {
    for (let attempt = 1; ; attempt++) {
      const repository = temporaryRepository('backup');
      await registerRepository(context, repository, { location: repository });
      const recorded = await record(context, repository, { digest: snapshot.digest, how });
      if (recorded !== undefined) {
        snapshot.expect(await sizeOf(context, repository));
        await streamOut(context, repository, snapshot);
        snapshot.file(descriptionFile).end(`${JSON.stringify(recorded.description)}\n`);
        return snapshot.record(recorded.entries);
      }
      if (attempt === attempts)
        throw new HookFailure(
          `indices, aliases, settings or templates were changed during each of ${attempts} snapshots, so that none could be described`,
          'Make the backup when nobody makes or changes indices, or with --consistent.',
        );
      context.log('definitions were changed while the snapshot was made; making another');
      await removeTemporaryRepositories(context);
    }
  } finally {
    await clear(lastly(context)).catch((error: unknown) => context.log(`not everything could be cleared away: ${String(error)}`));
  }
}

async function clear(context: Context): Promise<void> {
  await removeAside(context);
  await removeTemporaryRepositories(context);
}

interface State {
  readonly definitions: Definitions;
  readonly closed: readonly string[];
  readonly positions: ReadonlyMap<string, string>;
}

interface Recorded {
  readonly description: Description;
  readonly entries: readonly ContentEntry[];
}

/** Makes a snapshot. Undefined when definitions were changed meanwhile: nobody could say which of them are in it. */
async function record(
  context: Context,
  repository: string,
  { digest, how }: { readonly digest: boolean; readonly how: Patience },
): Promise<Recorded | undefined> {
  const before = await stateOf(context);
  const moment = before.positions.size === 0 ? undefined : await momentOf(context, contentPattern);
  try {
    const taken = await takeSnapshot(context, repository, how);
    const after = await stateOf(context);
    const names = contentNames(taken, before, after);
    if (!isSame(before, after, names)) return undefined;
    const quiet = quietIndices(before, after);
    const moved = names.filter((name) => !quiet.has(name) && !after.closed.includes(name));
    const held = await documentsOf(context, repository, { moment, moved, digest, how });
    const indices = new Map(names.map((name) => [name, held.moved.get(name) ?? mustHave(after, name)] as const));
    const streams = await dataStreamNames(context);
    return {
      description: describe(taken, streams, after.closed),
      entries: contentEntries({ indices, others: after.definitions.others }, held.documents, after.closed),
    };
  } finally {
    await moment?.close().catch(() => undefined);
  }
}

async function stateOf(context: Context): Promise<State> {
  return {
    definitions: await readDefinitions(context),
    closed: await closedIndices(context),
    positions: await readPositions(context),
  };
}

function contentNames({ indices }: Snapshot, before: State, after: State): string[] {
  return indices.filter((name) => before.definitions.indices.has(name) || after.definitions.indices.has(name)).sort();
}

/** What is written into an index may define further fields: mappings are looked at with the documents. */
function isSame(before: State, after: State, names: readonly string[]): boolean {
  const fixed = ({ definitions, closed }: State): string =>
    canonical([definitions.others, names.map((name) => [closed.includes(name), fixedOf(definitions.indices.get(name))])]);
  return fixed(before) === fixed(after);
}

function fixedOf(index: Index | undefined): unknown {
  return index === undefined ? null : [index.uuid, index.settings, index.aliases];
}

function quietIndices(before: State, after: State): Set<string> {
  const mappings = ({ definitions }: State, name: string): string => canonical(definitions.indices.get(name)?.mappings ?? null);
  const names = [...unchanged(before.positions, after.positions)];
  return new Set(names.filter((name) => mappings(before, name) === mappings(after, name)));
}

interface Held {
  readonly documents: ReadonlyMap<string, Documents>;
  /** With the mappings that they have in the snapshot. */
  readonly moved: ReadonlyMap<string, Index>;
}

async function documentsOf(
  context: Context,
  repository: string,
  {
    moment,
    moved,
    digest,
    how,
  }: { readonly moment: Moment | undefined; readonly moved: readonly string[]; readonly digest: boolean; readonly how: Patience },
): Promise<Held> {
  const documents = new Map(await moment?.read(digest));
  if (moved.length === 0) return { documents, moved: new Map() };
  context.log(`reading in the snapshot what it holds of indices that were written to meanwhile: ${moved.join(', ')}`);
  const aside = await readAside(context, repository, moved, { digest, patience: how });
  for (const [name, found] of aside) documents.set(name, found.documents);
  const current = await readDefinitions(context);
  const indices = [...aside].map(
    ([name, { index }]) => [name, { ...(current.indices.get(name) ?? index), mappings: index.mappings }] as const,
  );
  return { documents, moved: new Map(indices) };
}

function mustHave({ definitions }: State, name: string): Index {
  const index = definitions.indices.get(name);
  if (index === undefined) throw new Error(`${name} is in the snapshot, and is not known`);
  return index;
}

function describe(taken: Snapshot, dataStreams: readonly string[], closed: readonly string[]): Description {
  // Parts of Elasticsearch bring theirs back themselves, and data streams what is behind them.
  const brought = new Set((taken.feature_states ?? []).flatMap(({ indices }) => indices));
  const indices = taken.indices.filter((name) => !brought.has(name) && !name.startsWith('.ds-')).sort();
  return {
    snapshot: taken.snapshot,
    indices,
    dataStreams: dataStreams.filter((name) => taken.data_streams.includes(name)),
    closed: closed.filter((name) => indices.includes(name)),
  };
}

async function sizeOf(context: Context, repository: string): Promise<number> {
  const { body } = await ask(
    context,
    'GET',
    `_snapshot/${repository}/${repository}/_status?filter_path=snapshots.stats.total.size_in_bytes`,
  );
  const { snapshots: [found] = [] } = body as { snapshots?: { stats?: { total?: { size_in_bytes?: number } } }[] };
  return found?.stats?.total?.size_in_bytes ?? 0;
}

/** Nobody writes into it any longer. */
async function streamOut(context: Context, repository: string, snapshot: SnapshotWriter): Promise<void> {
  await context.run(['sh', '-c', 'cd "$DSW_VOLUME/snapshots/$1" && exec tar -cf - .', 'sh', repository], {
    stdout: snapshot.file(repositoryFile),
  });
}
