import { isSetId } from '../setId.js';
import type { SetOwner } from '../setOwner.js';

/** What an entry of a sets folder is, by its name alone. */
export type LocalEntry =
  | { readonly kind: 'set'; readonly id: string }
  /** Being written, or left behind by a writer who died. */
  | { readonly kind: 'partial'; readonly id: string }
  /** Says who writes a set. */
  | { readonly kind: 'owner'; readonly id: string; readonly owner: SetOwner }
  /** Being deleted, or left behind half deleted. */
  | { readonly kind: 'deleting'; readonly id: string }
  /** What is learnt of a set while it is written down. */
  | { readonly kind: 'stamping'; readonly id: string }
  | { readonly kind: 'stranger' };

export function localEntry(name: string): LocalEntry {
  if (isSetId(name)) return { kind: 'set', id: name };
  const [, id = '', rest = ''] = /^([^.]+)\.(.+)$/.exec(name) ?? [];
  if (!isSetId(id)) return { kind: 'stranger' };
  if (rest === 'partial' || rest === 'deleting' || rest === 'stamping') return { kind: rest, id };
  const [, pid, startTime = ''] = /^writer-(\d+)-(.*)$/.exec(rest) ?? [];
  if (pid === undefined) return { kind: 'stranger' };
  return { kind: 'owner', id, owner: { pid: Number(pid), startTime: Buffer.from(startTime, 'base64url').toString() } };
}

/** The name of a set's folder until it is committed. */
export function partialName(id: string): string {
  return `${id}.partial`;
}

/**
 * The name of the empty file that stands beside a set while it is written. It is made before the set's folder and removed after that has its
 * final name; what it says is in its name, so that it is never half-written.
 */
export function ownerName(id: string, owner: SetOwner): string {
  return `${id}.writer-${owner.pid}-${Buffer.from(owner.startTime).toString('base64url')}`;
}

/** The name of a set's folder from the moment on from which it is no set any more. */
export function deletingName(id: string): string {
  return `${id}.deleting`;
}

/** The new stamps of a set until they take the place of the old ones. It exists for one writer at a time. */
export function stampingName(id: string): string {
  return `${id}.stamping`;
}
