import { createHash } from 'node:crypto';
import { HookFailure, type SnapshotReader } from '@dust-workspace/component/hooks';
import type { Context } from './qdrant.js';
import { layoutSteps } from './shardLayout.js';
import { indexFile, readIndex, type ShardFile } from './snapshotIndex.js';
import { TarDamage, walkTar } from './walkTar.js';

/** All files are there, each is the archive that Qdrant wrote, whole, and the collections can be made anew. */
export async function verify(context: Context, snapshot: SnapshotReader): Promise<void> {
  const index = await readIndex(snapshot);
  const files = index.collections.flatMap(({ files }) => files);
  const missing = files.filter(({ file }) => !snapshot.files.includes(file));
  if (missing.length > 0) throw new HookFailure(`${missing.map(({ file }) => file).join(', ')} is named in ${indexFile}, but not there`);
  const named = new Set([indexFile, ...files.map(({ file }) => file)]);
  const unnamed = snapshot.files.filter((file) => !named.has(file));
  if (unnamed.length > 0) throw new HookFailure(`${unnamed.join(', ')} is not named in ${indexFile}`);
  for (const { definition } of index.collections) {
    const steps = layoutSteps(definition);
    if ('obstacle' in steps) throw new HookFailure(`${definition.name} cannot be made anew: ${steps.obstacle}`);
  }
  for (const file of files) await expectArchive(file, snapshot);
  context.log(`${files.length} snapshots of shards of ${index.collections.length} collections can be read`);
}

async function expectArchive({ file, size, checksum }: ShardFile, snapshot: SnapshotReader): Promise<void> {
  const hash = createHash('sha256');
  let length = 0;
  try {
    const entries = await walkTar(
      (async function* () {
        for await (const chunk of snapshot.file(file) as AsyncIterable<Buffer>) {
          hash.update(chunk);
          length += chunk.length;
          yield chunk;
        }
      })(),
    );
    if (entries === 0) throw new TarDamage('nothing is in it');
  } catch (error) {
    if (error instanceof TarDamage) throw new HookFailure(`${file} is damaged: ${error.message}`);
    throw error;
  }
  if (length !== size || hash.digest('hex') !== checksum) throw new HookFailure(`${file} is damaged: it is not what Qdrant wrote`);
}
