import type { Diagnostic } from '@dust-workspace/component';
import type { SetOwner } from '../setOwner.js';
import type { SetStamps } from '../setStamps.js';
import { noStamps, withStamp } from '../setStamps.js';
import type { ResticPart, ResticSnapshot } from './resticTags.js';
import { partOf } from './resticTags.js';

/** What is in a repository of one environment. */
export interface ResticListing {
  /** The newest first. */
  readonly sets: ReadonlyMap<string, ListedSet>;
  /** Files and stamps of what is no set: not yet, or not any more. */
  readonly unfinished: readonly UnfinishedSet[];
  /** Snapshots of which nobody knows what they are. */
  readonly strangers: readonly Diagnostic[];
}

export interface ListedSet {
  readonly id: string;
  readonly manifest: ListedManifest;
  readonly files: ReadonlyMap<string, ListedFile>;
  readonly stamps: SetStamps;
  /** The number of the next stamp. */
  readonly nextStamp: number;
  /** Snapshots that hold nothing of the set. */
  readonly leftovers: readonly string[];
  /** All snapshots but that of the manifest. */
  readonly others: readonly string[];
}

export interface UnfinishedSet {
  readonly id: string;
  readonly files: readonly ListedFile[];
  readonly snapshots: readonly string[];
  /** Who writes its files, and where. There are none where only stamps are left. */
  readonly writers: readonly { readonly owner: SetOwner; readonly host: string; readonly at: Date }[];
}

/** A snapshot that is a part of a set. */
export interface ListedPart<P extends ResticPart = ResticPart> {
  readonly snapshot: string;
  /** What its content is called in the snapshot. */
  readonly name: string;
  readonly host: string;
  readonly at: Date;
  readonly part: P;
}

export type ListedManifest = ListedPart<PartOf<'manifest'>>;
export type ListedFile = ListedPart<PartOf<'file'>>;
type PartOf<K extends ResticPart['kind']> = Extract<ResticPart, { readonly kind: K }>;

/** Puts snapshots together to sets. A set is what has a manifest. */
export function listingOf(snapshots: readonly ResticSnapshot[], description: string): ResticListing {
  const byId = new Map<string, ListedPart[]>();
  const strangers: Diagnostic[] = [];
  for (const snapshot of snapshots) {
    const known = partOf(snapshot.tags ?? []);
    if (known === undefined) strangers.push(stranger(snapshot, description));
    else byId.set(known.id, [...(byId.get(known.id) ?? []), listedPart(snapshot, known.part)]);
  }
  const sets = new Map<string, ListedSet>();
  const unfinished: UnfinishedSet[] = [];
  for (const [id, parts] of [...byId].sort(([a], [b]) => (a < b ? 1 : -1))) {
    const manifest = parts.find((part) => isOf(part, 'manifest'));
    if (manifest === undefined) unfinished.push(unfinishedSet(id, parts));
    else sets.set(id, listedSet(id, manifest, parts));
  }
  return { sets, unfinished, strangers };
}

function listedPart({ id, paths, hostname, time }: ResticSnapshot, part: ResticPart): ListedPart {
  return { snapshot: id, name: paths[0] ?? '', host: hostname, at: new Date(time), part };
}

function isOf<K extends ResticPart['kind']>(listed: ListedPart, kind: K): listed is ListedPart<PartOf<K>> {
  return listed.part.kind === kind;
}

function listedSet(id: string, manifest: ListedManifest, parts: readonly ListedPart[]): ListedSet {
  const without = new Set(manifest.part.without);
  const files = parts.filter((part) => isOf(part, 'file')).filter(({ snapshot }) => !without.has(snapshot));
  const stamps = parts.filter((part) => isOf(part, 'stamp')).sort(byNumber);
  const others = parts.filter(({ snapshot }) => snapshot !== manifest.snapshot).map(({ snapshot }) => snapshot);
  return {
    id,
    manifest,
    files: new Map(files.map((file) => [file.part.path, file])),
    stamps: stamps.reduce((known, { part }) => withStamp(known, part.change), noStamps),
    nextStamp: (stamps.at(-1)?.part.number ?? 0) + 1,
    leftovers: others.filter((snapshot) => without.has(snapshot)),
    others,
  };
}

function byNumber(a: ListedPart<PartOf<'stamp'>>, b: ListedPart<PartOf<'stamp'>>): number {
  return a.part.number - b.part.number || a.at.getTime() - b.at.getTime() || (a.snapshot < b.snapshot ? -1 : 1);
}

function unfinishedSet(id: string, parts: readonly ListedPart[]): UnfinishedSet {
  const files = parts.filter((part) => isOf(part, 'file'));
  const writers = files.map(({ part, host, at }) => ({ owner: part.owner, host, at }));
  return { id, files, snapshots: parts.map(({ snapshot }) => snapshot), writers };
}

function stranger({ id, tags }: ResticSnapshot, description: string): Diagnostic {
  const message = `the snapshot ${id.slice(0, 8)} in ${description} is no part of a set, but has the tags ${(tags ?? []).join(', ')}`;
  return { severity: 'warning', code: 'set-unknown', message };
}
