import { text } from 'node:stream/consumers';
import type { SnapshotReader } from '@dust-workspace/component/hooks';

/** The files of a repository that holds one snapshot, as a tar archive. */
export const repositoryFile = 'repository.tar';
/** What must be known of the snapshot to restore it, as JSON. */
export const descriptionFile = 'snapshot.json';

export interface Description {
  readonly snapshot: string;
  /** Without those of data streams and of Elasticsearch itself. */
  readonly indices: readonly string[];
  readonly dataStreams: readonly string[];
  /** Those of the indices that were closed. */
  readonly closed: readonly string[];
}

/** Its checksum is right; what may be wrong is who wrote it. Undefined for anything else. */
export async function readDescription(snapshot: SnapshotReader): Promise<Description | undefined> {
  if (!snapshot.files.includes(descriptionFile)) return undefined;
  try {
    const found = JSON.parse(await text(snapshot.file(descriptionFile))) as Partial<Record<keyof Description, unknown>>;
    const { snapshot: name, indices, dataStreams, closed } = found;
    if (typeof name !== 'string' || !areNames(indices) || !areNames(dataStreams) || !areNames(closed)) return undefined;
    return { snapshot: name, indices, dataStreams, closed };
  } catch {
    return undefined;
  }
}

function areNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
