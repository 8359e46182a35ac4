import { randomUUID } from 'node:crypto';
import type { Diagnostic, Result } from '@dust-workspace/component';
import { fail, ok, problem } from '@dust-workspace/component';
import { newSetId } from '../setId.js';
import type { SetOwner } from '../setOwner.js';
import type { SetStamps, StampChange } from '../setStamps.js';
import { noStamps, withStamp } from '../setStamps.js';
import { ResticCache } from './resticCache.js';
import type { ListedFile, ListedPart, ResticListing } from './resticListing.js';
import type { ResticRepositoryOptions } from './resticRepository.js';
import { ResticRepository } from './resticRepository.js';
import { ResticSink } from './resticSink.js';
import { resultOf, ResticView } from './resticView.js';
import type { BeginOptions, SetSink, Store, StoredEntry, StoredManifest } from './store.js';
import { sweepable } from './sweepRestic.js';

export interface ResticStoreOptions extends ResticRepositoryOptions {
  readonly clock: () => Date;
  /** Whether `begin` makes a repository that does not exist. One that merely cannot be reached or opened is never made. */
  readonly create?: boolean;
}

/**
 * Sets in a restic repository, which encrypts, compresses and deduplicates them. Every file of a set is a snapshot of its own, made of what was
 * streamed into restic, and so is the manifest, whose snapshot makes it a set; nothing is staged on the disk. What they belong to stands in their tags
 * (resticTags.ts), so that one call of restic lists everything.
 */
export function resticStore(options: ResticStoreOptions): Store {
  return new ResticStore(options);
}

class ResticStore implements Store {
  readonly compresses = true;
  readonly description: string;
  private readonly repository: ResticRepository;
  private readonly cache: ResticCache;
  private readonly view: ResticView;
  /** Ids given to sets of which there may be nothing yet. */
  private readonly begun: string[] = [];

  constructor(private readonly options: ResticStoreOptions) {
    this.repository = new ResticRepository(options);
    this.cache = new ResticCache(options.cacheFolder, randomUUID);
    this.view = new ResticView(this.repository, this.cache);
    this.description = this.repository.description;
  }

  async ids(): Promise<Result<readonly string[]>> {
    const listing = await this.view.now();
    return listing.ok ? ok([...listing.value.sets.keys()]) : listing;
  }

  async strangers(): Promise<readonly Diagnostic[]> {
    const listing = await this.view.latest();
    return listing.ok ? listing.value.strangers : [];
  }

  async manifest(id: string): Promise<Result<StoredManifest>> {
    const set = await this.view.set(id);
    if (!set.ok) return set;
    if (set.value === undefined) return fail(this.damaged(id, 'manifest.json is missing'));
    const { checksum } = set.value.manifest.part;
    const cached = this.cache.manifest(checksum);
    if (cached !== undefined) return ok({ content: cached, checksum });
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of this.content(set.value.manifest)) chunks.push(chunk);
      const content = Buffer.concat(chunks);
      await this.cache.keepManifest({ content, checksum });
      return ok({ content, checksum });
    } catch (error) {
      return fail(this.damaged(id, `manifest.json cannot be read: ${(error as Error).message}`));
    }
  }

  async begin({ owner, now, random }: BeginOptions): Promise<Result<SetSink>> {
    const listing = await this.listOrCreate();
    if (!listing.ok) return listing;
    const { sets, unfinished } = listing.value;
    const id = newSetId(now, random, [...sets.keys(), ...unfinished.map((set) => set.id), ...this.begun]);
    this.begun.push(id);
    return ok(new ResticSink(id, owner, this.repository, this.view));
  }

  async look(id: string, path: string): Promise<StoredEntry> {
    const file = await this.file(id, path);
    if (!file.ok) return { kind: 'other', what: `cannot be looked for: ${file.diagnostics[0]?.message ?? ''}` };
    if (file.value === undefined) return { kind: 'missing' };
    return file.value.part.isEmpty ? { kind: 'file', bytes: 0 } : { kind: 'file' };
  }

  async paths(id: string): Promise<Result<readonly string[]>> {
    const set = await this.view.set(id);
    if (!set.ok) return set;
    return set.value === undefined ? fail(this.missing(id)) : ok([...set.value.files.keys()]);
  }

  async *read(id: string, path: string): AsyncGenerator<Buffer, void> {
    const file = await this.file(id, path);
    if (!file.ok) throw new Error(file.diagnostics[0]?.message);
    if (file.value === undefined) throw new Error(`there is no file ${path} in the set ${id}`);
    if (!file.value.part.isEmpty) yield* this.content(file.value);
  }

  async stamps(id: string): Promise<SetStamps> {
    const set = await this.view.set(id);
    return set.ok ? (set.value?.stamps ?? noStamps) : noStamps;
  }

  async stamp(id: string, change: StampChange): Promise<Result<void>> {
    const listing = await this.view.now();
    if (!listing.ok) return listing;
    const set = listing.value.sets.get(id);
    if (set === undefined) return fail(this.missing(id));
    const part = { kind: 'stamp', number: set.nextStamp, change } as const;
    const saved = await this.repository.saveWhole(id, part, Buffer.from(`${JSON.stringify(change)}\n`));
    if (!saved.ok) return resultOf(saved);
    await this.view.changed((known) => known.map((one) => (one.id === id ? { ...one, stamps: withStamp(one.stamps, change) } : one)));
    return ok();
  }

  /** The manifests go first: without it nothing is a set any more. */
  async remove(ids: readonly string[]): Promise<Result<void>> {
    if (ids.length === 0) return ok();
    const listing = await this.view.now();
    if (!listing.ok) return listing;
    const sets = [...listing.value.sets.values()].filter(({ id }) => ids.includes(id));
    if (sets.length === 0) return ok();
    const removed = await this.repository.forget(sets.map(({ manifest }) => manifest.snapshot));
    if (removed.ok) await this.view.changed((known) => known.filter(({ id }) => !ids.includes(id)));
    const cleared = removed.ok ? await this.repository.clear(sets.flatMap(({ others }) => others)) : removed;
    return resultOf(cleared);
  }

  /** Where others have locked the repository, what there is to be removed waits for the next time. */
  async sweep(isOwnerAlive: (owner: SetOwner) => boolean | Promise<boolean>): Promise<Result<readonly string[]>> {
    const answer = await this.view.ask();
    if (!answer.ok) return answer.failure.kind === 'missing' ? ok([]) : fail(answer.failure.diagnostic);
    const { host, clock } = this.options;
    const { snapshots, names } = await sweepable(answer.value, { host, now: clock(), isOwnerAlive });
    if (snapshots.length === 0) return ok([]);
    const forgotten = await this.repository.forget(snapshots, { wait: false });
    await this.view.changed();
    if (forgotten.ok) return ok(names);
    return forgotten.failure.kind === 'locked' ? ok([]) : fail(forgotten.failure.diagnostic);
  }

  private async listOrCreate(): Promise<Result<ResticListing>> {
    const answer = await this.view.ask();
    if (answer.ok || answer.failure.kind !== 'missing' || this.options.create !== true) return resultOf(answer);
    const created = await this.repository.create();
    return created.ok ? this.view.now() : fail(created.failure.diagnostic);
  }

  private async file(id: string, path: string): Promise<Result<ListedFile | undefined>> {
    const set = await this.view.set(id);
    return set.ok ? ok(set.value?.files.get(path)) : set;
  }

  private content({ snapshot, name }: ListedPart): AsyncIterable<Buffer> {
    return this.repository.read(snapshot, name);
  }

  private damaged(id: string, reason: string): Diagnostic {
    return problem('set-damaged', `the set ${id} in ${this.description} is damaged: ${reason}`);
  }

  private missing(id: string): Diagnostic {
    return problem('set-not-found', `there is no set ${JSON.stringify(id)} in ${this.description}`);
  }
}
