import { unreachable } from '@dust-workspace/component';
import * as z from 'zod';
import { isSetId } from '../setId.js';
import type { SetOwner } from '../setOwner.js';
import type { StampChange } from '../setStamps.js';
import type { StoredManifest } from './store.js';
import { isStorePath } from './storePath.js';

/** What `restic snapshots --json` says of a snapshot, as far as it matters here. */
export const resticSnapshots = z
  .array(
    z.object({
      id: z.string().regex(/^[0-9a-f]{64}$/),
      time: z.string(),
      hostname: z.string().default(''),
      paths: z.array(z.string()).min(1),
      tags: z.array(z.string()).nullish(),
    }),
  )
  .nullable();

export type ResticSnapshot = NonNullable<z.output<typeof resticSnapshots>>[number];

/** What one snapshot of restic is to a set. */
export type ResticPart =
  /** `isEmpty`: restic takes no empty input, so that its content, a newline, is not that of the file. */
  | { readonly kind: 'file'; readonly path: string; readonly owner: SetOwner; readonly isEmpty: boolean }
  /** Its content is the manifest. `without` are snapshots with files of the set that were given up. */
  | { readonly kind: 'manifest'; readonly checksum: StoredManifest['checksum']; readonly without: readonly string[] }
  /** Its content says the same. Stamps count in the order of their numbers. */
  | { readonly kind: 'stamp'; readonly number: number; readonly change: StampChange };

/** Which of all snapshots of a repository are those of an environment. */
export function environmentTag(environment: string): string {
  return tag('environment', environment);
}

/** All that a listing needs stands in tags, so that it takes one call. */
export function tagsOf(environment: string, id: string, part: ResticPart): string[] {
  return ['dsw', environmentTag(environment), tag('set', id), tag('kind', part.kind), ...ownTags(part)];
}

/** The set and the part that tags speak of. Undefined for those that somebody else wrote, or a later version. */
export function partOf(tags: readonly string[]): { readonly id: string; readonly part: ResticPart } | undefined {
  const values = (name: string): string[] =>
    tags.flatMap((one) => (one.startsWith(`dsw.${name}=`) ? [decoded(one.slice(name.length + 5))] : []));
  const value = (name: string): string => values(name)[0] ?? '';
  const id = value('set');
  const part = isSetId(id) ? readPart(value, values) : undefined;
  return part === undefined ? undefined : { id, part };
}

/** What the content of a part is called in its snapshot. No folders: restic 0.18.0 refuses them. */
export function resticFileName(id: string, part: ResticPart): string {
  switch (part.kind) {
    case 'file':
      return `/${id}.${part.path.replaceAll('/', '.')}`;
    case 'manifest':
      return `/${id}.manifest.json`;
    case 'stamp':
      return `/${id}.stamp-${part.number}.json`;
    default:
      return unreachable(part);
  }
}

function ownTags(part: ResticPart): string[] {
  switch (part.kind) {
    case 'file': {
      const { pid, startTime } = part.owner;
      return [tag('path', part.path), tag('owner', `${pid}/${startTime}`), ...(part.isEmpty ? [tag('bytes', '0')] : [])];
    }
    case 'manifest':
      return [tag('checksum', part.checksum), ...part.without.map((snapshot) => tag('without', snapshot))];
    case 'stamp':
      return [tag('number', String(part.number)), tag('stamp', JSON.stringify(part.change))];
    default:
      return unreachable(part);
  }
}

function readPart(value: (name: string) => string, values: (name: string) => string[]): ResticPart | undefined {
  switch (value('kind')) {
    case 'file': {
      const [, pid, startTime = ''] = /^(\d+)\/(.*)$/s.exec(value('owner')) ?? [];
      const path = value('path');
      if (pid === undefined || !isStorePath(path)) return undefined;
      return { kind: 'file', path, owner: { pid: Number(pid), startTime }, isEmpty: value('bytes') === '0' };
    }
    case 'manifest':
      return { kind: 'manifest', checksum: value('checksum'), without: values('without') };
    case 'stamp': {
      const change = stampChange.safeParse(parseJson(value('stamp')));
      return change.success ? { kind: 'stamp', number: Number(value('number')), change: change.data } : undefined;
    }
    default:
      return undefined;
  }
}

const instant = z.iso.datetime();
const stampChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['verified', 'drilled']), at: instant, components: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('pinned'), pin: z.strictObject({ at: instant, reason: z.string() }).nullable() }),
]);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** For restic a comma begins another tag; white space would be hard to see. */
function tag(name: string, value: string): string {
  return `dsw.${name}=${value.replace(/[%,\s\p{Cc}]/gu, encodeURIComponent)}`;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}
