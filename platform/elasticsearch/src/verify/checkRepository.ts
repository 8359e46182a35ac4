import type { Description } from '../snapshotFiles.js';
import { DamagedArchive } from './readArchive.js';

export interface FoundFile {
  readonly size: number;
  readonly hasChecksum: boolean;
  /** Of the files that say what is in the repository. */
  readonly content: Buffer;
}

interface RepositoryData {
  readonly snapshots?: readonly { readonly name?: string; readonly uuid?: string; readonly state?: number }[];
  readonly indices?: Readonly<Record<string, { readonly id?: string; readonly shard_generations?: readonly (string | null)[] }>>;
}

/** As Elasticsearch numbers its states. */
const success = 1;

/** The files are a repository in which the snapshot is whole, as far as its names and generations tell. Throws DamagedArchive. */
export function checkRepository(
  files: ReadonlyMap<string, FoundFile>,
  { snapshot, indices, closed }: Pick<Description, 'snapshot' | 'indices' | 'closed'>,
): { readonly indices: number; readonly checked: number } {
  const data = repositoryData(files);
  const found = data.snapshots?.find(({ name }) => name === snapshot);
  if (found?.uuid === undefined) throw new DamagedArchive(`there is no snapshot ${snapshot} in it`);
  if (found.state !== success) throw new DamagedArchive(`the snapshot ${snapshot} is not whole`);
  for (const name of [`snap-${found.uuid}.dat`, `meta-${found.uuid}.dat`]) expectChecked(files, name);
  for (const name of [...indices, ...closed]) if (data.indices?.[name] === undefined) throw new DamagedArchive(`${name} is not in it`);
  for (const [name, { id = '', shard_generations: generations = [] }] of Object.entries(data.indices ?? {})) {
    const folder = `indices/${id}`;
    if (![...files.keys()].some((file) => file.startsWith(`${folder}/meta-`))) throw new DamagedArchive(`${name} has no metadata in it`);
    for (const [shard, generation] of generations.entries()) {
      expectChecked(files, `${folder}/${shard}/index-${generation ?? ''}`);
      expectChecked(files, `${folder}/${shard}/snap-${found.uuid}.dat`);
    }
  }
  return { indices: Object.keys(data.indices ?? {}).length, checked: [...files.values()].filter(({ hasChecksum }) => hasChecksum).length };
}

/** `index.latest` holds a number, and `index-<number>` is what the repository holds, as JSON. */
function repositoryData(files: ReadonlyMap<string, FoundFile>): RepositoryData {
  const latest = files.get('index.latest')?.content;
  if (latest?.length !== 8) throw new DamagedArchive('it is no repository: there is no index.latest');
  const name = `index-${latest.readBigUInt64BE(0)}`;
  const index = files.get(name);
  if (index === undefined) throw new DamagedArchive(`there is no ${name} in it`);
  try {
    return JSON.parse(index.content.toString('utf8')) as RepositoryData;
  } catch {
    throw new DamagedArchive(`${name} is no JSON`);
  }
}

function expectChecked(files: ReadonlyMap<string, FoundFile>, name: string): void {
  const file = files.get(name);
  if (file === undefined) throw new DamagedArchive(`${name} is missing`);
  if (!file.hasChecksum) throw new DamagedArchive(`${name} is cut off`);
}
