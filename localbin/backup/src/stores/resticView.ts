import type { Result } from '@dust-workspace/component';
import { fail, ok } from '@dust-workspace/component';
import { noStamps } from '../setStamps.js';
import type { KnownSet, ResticCache } from './resticCache.js';
import type { ListedSet, ResticListing } from './resticListing.js';
import { listingOf } from './resticListing.js';
import type { Answer, ResticRepository } from './resticRepository.js';
import type { StoredManifest } from './store.js';

export interface CommittedManifest extends StoredManifest {
  /** Of all files in the set. */
  readonly paths: readonly string[];
}

/**
 * What is in a repository, as of the last look at it: each look is a call of restic. Every look, and every change that this process makes, goes into
 * the index of the cache, too.
 */
export class ResticView {
  /** Forgotten with every change of ours. */
  private last: Promise<Answer<ResticListing>> | undefined;

  constructor(
    private readonly repository: ResticRepository,
    private readonly cache: ResticCache,
  ) {}

  /** What is there now. */
  async now(): Promise<Result<ResticListing>> {
    return resultOf(await this.ask());
  }

  /** What is there now, with the kind of the failure. */
  ask(): Promise<Answer<ResticListing>> {
    this.last = this.look();
    return this.last;
  }

  /** What was there at the last look, if there was one. */
  async latest(): Promise<Result<ResticListing>> {
    const last = await this.last;
    return last?.ok === true ? ok(last.value) : this.now();
  }

  /** Looks again for a set that is not known: another may have made it. */
  async set(id: string): Promise<Result<ListedSet | undefined>> {
    const known = await this.last;
    const set = known?.ok === true ? known.value.sets.get(id) : undefined;
    if (set !== undefined) return ok(set);
    const listing = await this.now();
    return listing.ok ? ok(listing.value.sets.get(id)) : listing;
  }

  /** With a manifest it is a set now, without one it is none any more. */
  async committed(id: string, manifest?: CommittedManifest): Promise<void> {
    if (manifest !== undefined) await this.cache.keepManifest(manifest);
    await this.changed((known) => {
      const others = known.filter((one) => one.id !== id);
      if (manifest === undefined) return others;
      const { checksum, paths } = manifest;
      return [...others, { id, checksum, components: componentsOf(paths), stamps: noStamps }].sort((a, b) => (a.id < b.id ? 1 : -1));
    });
  }

  async changed(change: (known: readonly KnownSet[]) => readonly KnownSet[] = (known) => known): Promise<void> {
    this.last = undefined;
    await this.cache.keepIndex(change(this.cache.index()));
  }

  private async look(): Promise<Answer<ResticListing>> {
    const snapshots = await this.repository.list();
    if (!snapshots.ok) return snapshots;
    const listing = listingOf(snapshots.value, this.repository.description);
    await this.cache.keepIndex([...listing.sets.values()].map(knownSet));
    return { ok: true, value: listing };
  }
}

/** For people, who are not asked what kind of failure it was. */
export function resultOf<T>(answer: Answer<T>): Result<T> {
  return answer.ok ? answer : fail(answer.failure.diagnostic);
}

function knownSet({ id, manifest, files, stamps }: ListedSet): KnownSet {
  return { id, checksum: manifest.part.checksum, components: componentsOf(files.keys()), stamps };
}

function componentsOf(paths: Iterable<string>): string[] {
  return [...new Set([...paths].map((path) => path.split('/')[0] ?? ''))].sort();
}
