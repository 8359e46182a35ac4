import { isSetId } from './setId.js';

/** The process that writes a set: its pid, and any text that tells it from another process with that pid, such as its start time. */
export interface SetOwner {
  readonly pid: number;
  readonly startTime: string;
}

/**
 * The name of the empty file that stands beside a set while it is written. It is made before the set's folder and removed after it has its
 * final name; what it says is in its name, so that it is never half-written.
 */
export function ownerFileName(id: string, owner: SetOwner): string {
  return `${id}.writer-${owner.pid}-${Buffer.from(owner.startTime).toString('base64url')}`;
}

export function parseOwnerFileName(name: string): { readonly id: string; readonly owner: SetOwner } | undefined {
  const match = /^([^.]+)\.writer-(\d+)-(.*)$/.exec(name);
  const [, id = '', pid = '', startTime = ''] = match ?? [];
  return isSetId(id) ? { id, owner: { pid: Number(pid), startTime: Buffer.from(startTime, 'base64url').toString() } } : undefined;
}

/** The name of a set's folder until it is complete. */
export function partialName(id: string): string {
  return `${id}.partial`;
}

/** The id of a set that is being written, or was when its writer died. */
export function parsePartialName(name: string): string | undefined {
  const id = name.endsWith('.partial') ? name.slice(0, -'.partial'.length) : '';
  return isSetId(id) ? id : undefined;
}
