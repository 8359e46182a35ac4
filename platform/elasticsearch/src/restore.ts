import { HookFailure, type SnapshotReader } from '@dust-workspace/component/hooks';
import { ask, NoAnswer, type Context } from './ask.js';
import { dataStreamNames } from './definitions.js';
import { readIndices } from './indices.js';
import { lastly } from './lastly.js';
import { patience, type Patience } from './patience.js';
import { registerRepository, removeTemporaryRepositories, temporaryRepository } from './repository.js';
import { untilRestored } from './shards.js';
import { readDescription, repositoryFile, type Description } from './snapshotFiles.js';

/**
 * Fills an empty server: the files become a repository that is only read, Elasticsearch restores what is in it, and they are removed again.
 */
export async function restore(context: Context, snapshot: SnapshotReader, how: Patience = patience): Promise<void> {
  const description = await readDescription(snapshot);
  if (description === undefined) throw new HookFailure('the backup does not describe its snapshot', 'Take another set: dsw backup-list.');
  await removeTemporaryRepositories(context);
  await expectEmpty(context);
  const repository = temporaryRepository('restore');
  try {
    await unpack(context, repository, snapshot);
    await registerRepository(context, repository, { location: repository, readonly: true });
    const names = await begin(context, repository, description, how);
    await untilRestored(context, names, how);
    for (const name of description.closed) await ask(context, 'POST', `${encodeURIComponent(name)}/_close`, { patience: how });
    context.log(`restored ${names.size} indices`);
  } finally {
    await removeTemporaryRepositories(lastly(context)).catch((error: unknown) =>
      context.log(`not everything could be cleared away: ${String(error)}`),
    );
  }
}

async function expectEmpty(context: Context): Promise<void> {
  const found = [...(await readIndices(context)).keys(), ...(await dataStreamNames(context))];
  if (found.length > 0)
    throw new HookFailure(`Elasticsearch is not empty: there is ${found.slice(0, 5).join(', ')}`, `dsw clean ${context.component}`);
}

async function unpack(context: Context, repository: string, snapshot: SnapshotReader): Promise<void> {
  const command = 'umask 077; mkdir "$DSW_VOLUME/snapshots/$1" && exec tar -C "$DSW_VOLUME/snapshots/$1" -xf -';
  await context.run(['sh', '-c', command, 'sh', repository], { stdin: snapshot.file(repositoryFile) });
}

/** Returns the names of the indices that come back, those behind data streams included. */
async function begin(
  context: Context,
  repository: string,
  { snapshot, indices, dataStreams }: Description,
  how: Patience,
): Promise<Set<string>> {
  // Those of Elasticsearch itself may be there already.
  const there = await readIndices(context, '*');
  const wanted = [...dataStreams, ...indices.filter((name) => !there.has(name))];
  try {
    await ask(context, 'POST', `_snapshot/${repository}/${snapshot}/_restore?wait_for_completion=false`, {
      body: { indices: wanted.length === 0 ? '-*' : wanted, include_global_state: true, include_aliases: true, partial: false },
      patience: how,
    });
  } catch (error) {
    // It goes on all the same; whether it does is waited for.
    if (!(error instanceof NoAnswer)) throw error;
  }
  const behind = dataStreams.length === 0 ? [] : [...(await readIndices(context, '.ds-*')).keys()];
  return new Set([...wanted.filter((name) => !dataStreams.includes(name)), ...behind]);
}
