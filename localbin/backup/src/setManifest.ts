import type { DataEngine } from '@dust-workspace/component';
import { namePattern } from '@dust-workspace/component';
import * as z from 'zod';
import type { CompressionMethod } from './compression.js';
import { isSetId } from './setId.js';
import { contentsFileName, environmentPath, fileNamePattern, storedPath, volumeFileName } from './setLayout.js';
import { isStorePath } from './stores/storePath.js';

/** What a set is. Sets of format version 1 are told in the same terms, with what they did not record left empty. */
export interface SetManifest {
  /** Of the set as it was written. */
  readonly formatVersion: 1 | 2;
  readonly id: string;
  /** When it was begun. All times are ISO 8601, UTC. */
  readonly createdAt: string;
  readonly finishedAt: string;
  /** The name of the workspace. */
  readonly workspace: string;
  readonly environment: string;
  /** What git says of the workspace; null where it says nothing. */
  readonly commit: { readonly id: string; readonly dirty: boolean } | null;
  /** Whether everything that was to be in it is. */
  readonly complete: boolean;
  /** What is not in it although it was to be, and why. */
  readonly failures: readonly SetFailure[];
  readonly consistency: Consistency;
  /** The components, in the order in which they are to be restored. */
  readonly order: readonly string[];
  /** The plan that made it. */
  readonly plan: readonly SetPlanStep[];
  /** The name of each is its path in the workspace. */
  readonly environmentFiles: readonly StoredFileRecord[];
  /** By component, in alphabetical order. */
  readonly snapshots: readonly SnapshotRecord[];
}

export interface SetFailure {
  readonly component: string;
  readonly reason: string;
}

/** `component`: each snapshot is of a time of its own. `writers-stopped`: what may write to them was down for as long as they were taken. */
export type Consistency = { readonly kind: 'component' } | { readonly kind: 'writers-stopped'; readonly stopped: readonly string[] };

export interface SetPlanStep {
  readonly id: string;
  readonly verb: string;
  readonly component: string;
  readonly cause: string;
  /** Ids of the steps that came before. */
  readonly after: readonly string[];
}

export interface SnapshotRecord {
  readonly component: string;
  /** `hook`: the files that its backup hook wrote. `volume`: a copy of its volume. */
  readonly method: 'hook' | 'volume';
  /** The runtime that the component had. */
  readonly runtime: string;
  /** Of its container. */
  readonly image?: string | undefined;
  /** What served the data. */
  readonly engine?: DataEngine | undefined;
  /** Of the component's package. */
  readonly version?: string | undefined;
  readonly files: readonly StoredFileRecord[];
  /** What a person should know of it, such as sockets that were left out. */
  readonly notes: readonly string[];
  readonly startedAt: string;
  readonly finishedAt: string;
}

export interface StoredFileRecord {
  /** The hook's name for it, or ours. */
  readonly name: string;
  /** In the set. */
  readonly path: string;
  readonly compression: CompressionMethod;
  /** As stored. */
  readonly bytes: number;
  /** As stored, in hexadecimal. */
  readonly sha256: string;
  /** Before compression. */
  readonly contentBytes: number;
  /** Before compression. Sets of format version 1 do not have it. */
  readonly contentSha256?: string | undefined;
}

const text = z.string().min(1);
const component = z.string().regex(namePattern);
const instant = z.iso.datetime();
const count = z.int().nonnegative();
const sum = z.string().regex(/^[0-9a-f]{64}$/);

const sums = { bytes: count, sha256: sum, contentBytes: count, contentSha256: sum };
const compression = z.enum(['zstd', 'gzip', 'none']);
const file = z.strictObject({ name: z.string().regex(fileNamePattern), path: z.string(), compression, ...sums });
const environmentFile = z
  .strictObject({ name: z.string().refine(isStorePath), path: z.string(), compression: z.literal('none'), ...sums })
  .refine(({ name, path }) => path === environmentPath(name), 'an environment file in another place than it must have');

const snapshot = z
  .strictObject({
    component,
    method: z.enum(['hook', 'volume']),
    runtime: z.string(),
    image: text.optional(),
    engine: z.strictObject({ name: text, version: text }).optional(),
    version: text.optional(),
    files: z.array(file).min(1),
    notes: z.array(z.string()),
    startedAt: instant,
    finishedAt: instant,
  })
  .refine(hasOwnFiles, 'files with other names or in other places than they must have');

const setManifest = z
  .strictObject({
    formatVersion: z.literal(2),
    id: z.string().refine(isSetId),
    createdAt: instant,
    finishedAt: instant,
    workspace: text,
    environment: text,
    commit: z.strictObject({ id: z.string().regex(/^[0-9a-f]{40,64}$/), dirty: z.boolean() }).nullable(),
    complete: z.boolean(),
    failures: z.array(z.strictObject({ component: text, reason: z.string() })),
    consistency: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('component') }),
      z.strictObject({ kind: z.literal('writers-stopped'), stopped: z.array(text) }),
    ]),
    order: z.array(component),
    plan: z.array(z.strictObject({ id: text, verb: text, component: text, cause: z.string(), after: z.array(text) })),
    environmentFiles: z.array(environmentFile),
    snapshots: z.array(snapshot).min(1),
  })
  .refine(({ snapshots }) => isUnique(snapshots.map((each) => each.component)), 'a component occurs twice')
  .refine(({ environmentFiles }) => isUnique(environmentFiles.map(({ name }) => name)), 'an environment file occurs twice')
  .refine(({ order, snapshots }) => hasEvery(order, snapshots), 'the order of restore does not name every component once')
  .refine(({ complete, failures }) => complete === (failures.length === 0), 'complete in spite of failures, or incomplete without any');

/** The manifest of version 2 in `content`, or what is wrong with it, in one line. */
export function parseManifest(content: unknown): SetManifest | string {
  const result = setManifest.safeParse(content);
  return result.success ? result.data : firstIssue(result.error);
}

/** What is wrong, in one line. */
export function firstIssue({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
}

export function isUnique(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

/** The part of a snapshot that says where its files are. */
type OwnFiles = Pick<SnapshotRecord, 'component' | 'method' | 'files'>;

function hasOwnFiles(record: OwnFiles): boolean {
  const names = record.files.map(({ name }) => name);
  if (record.method === 'volume' && names.join() !== `${volumeFileName},${contentsFileName}`) return false;
  return isUnique(names) && record.files.every((each) => each.path === storedPath(record.component, each.name, each.compression));
}

function hasEvery(order: readonly string[], snapshots: readonly { readonly component: string }[]): boolean {
  return isUnique(order) && order.length === snapshots.length && snapshots.every((each) => order.includes(each.component));
}
