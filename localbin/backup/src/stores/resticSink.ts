import type { Diagnostic, Result } from '@dust-workspace/component';
import { fail, ok, problem } from '@dust-workspace/component';
import type { SetOwner } from '../setOwner.js';
import { resticFailure } from './resticFailure.js';
import type { ResticFile } from './resticFile.js';
import { storeResticFile } from './resticFile.js';
import type { ListedFile, ResticListing } from './resticListing.js';
import type { ResticRepository } from './resticRepository.js';
import type { ResticPart } from './resticTags.js';
import { ResticUpload } from './resticUpload.js';
import type { ResticView } from './resticView.js';
import type { SetSink, StoreFile, StoredManifest } from './store.js';
import { expectStorePath } from './storePath.js';

/** A set of which every file becomes a snapshot of restic when it ends, and the manifest one at the end of all. */
export class ResticSink implements SetSink {
  private readonly files = new Map<string, ResticFile>();

  constructor(
    readonly id: string,
    private readonly owner: SetOwner,
    private readonly repository: ResticRepository,
    private readonly view: ResticView,
  ) {}

  file(path: string): StoreFile {
    if (this.files.has(path)) throw new Error(`${path} is written twice`);
    expectStorePath(path);
    const file = storeResticFile((isEmpty) => this.upload(path, isEmpty));
    this.files.set(path, file);
    return file;
  }

  async commit(manifest: StoredManifest, keep?: readonly string[]): Promise<Result<void>> {
    const open = this.pathsOf(undefined);
    if (open.length > 0) return fail(this.unfinished(`${open.join(', ')} did not end`));
    const kept = new Set(keep ?? this.pathsOf('stored'));
    const listing = await this.view.now();
    if (!listing.ok) return listing;

    const snapshots = filesOf(listing.value, this.id);
    const present = snapshots.filter(({ part }) => kept.has(part.path) && this.files.get(part.path)?.settled() === 'stored');
    const gone = [...kept].filter((path) => !present.some(({ part }) => part.path === path));
    if (gone.length > 0) return fail(this.unfinished(`${gone.join(', ')} is not in ${this.repository.description} any more`));
    const without = snapshots.filter((file) => !present.includes(file)).map(({ snapshot }) => snapshot);
    const part: ResticPart = { kind: 'manifest', checksum: manifest.checksum, without };
    const saved = await this.repository.saveWhole(this.id, part, manifest.content);
    if (!saved.ok) return fail(saved.failure.diagnostic);
    await this.view.committed(this.id, { ...manifest, paths: [...kept] });
    return ok();
  }

  /** What cannot be removed now, since others have locked the repository, is left to a sweep. */
  async abort(): Promise<void> {
    const hasBegun = [...this.files.values()].some((file) => file.settled() !== 'abandoned');
    for (const { input } of this.files.values()) input.destroy(new Error('the backup was given up'));
    await Promise.all([...this.files.values()].map(({ outcome }) => outcome));
    if (!hasBegun) return;
    const listing = await this.view.now();
    if (!listing.ok) return;
    const set = listing.value.sets.get(this.id);
    if (set !== undefined) await this.repository.forget([set.manifest.snapshot], { wait: false });
    const left = set?.others ?? listing.value.unfinished.find(({ id }) => id === this.id)?.snapshots ?? [];
    await this.repository.forget(left, { wait: false });
    await this.view.committed(this.id);
  }

  private upload(path: string, isEmpty: boolean): ResticUpload {
    const { repository } = this;
    const part: ResticPart = { kind: 'file', path, owner: this.owner, isEmpty };
    const upload = new ResticUpload({
      save: (content, signal) => repository.save(this.id, part, content, signal),
      explain: (exit) => resticFailure(exit, repository.description),
      waiting: repository.lockWait(),
    });
    if (isEmpty) upload.write(Buffer.from('\n'), () => undefined);
    return upload;
  }

  private pathsOf(settled: ReturnType<ResticFile['settled']>): string[] {
    return [...this.files].filter(([, file]) => file.settled() === settled).map(([path]) => path);
  }

  private unfinished(reason: string): Diagnostic {
    return problem('set-unfinished', `the set ${this.id} was not kept: ${reason}`);
  }
}

function filesOf({ sets, unfinished }: ResticListing, id: string): readonly ListedFile[] {
  return [...(sets.get(id)?.files.values() ?? []), ...(unfinished.find((set) => set.id === id)?.files ?? [])];
}
