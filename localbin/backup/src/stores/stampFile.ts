import { isMapping } from '@dust-workspace/component';
import type { SetStamps } from '../setStamps.js';

/** What is kept of a set beside its manifest. */
export interface StampFile extends SetStamps {
  /** Of the rest, as compact JSON. Whoever writes stamps by hand leaves it out. */
  readonly sha256?: string;
}

/** Whether that is what a file of stamps holds, and nothing else. By hand: `status` asks it, and would have to load a library for it. */
export function isStampFile(value: unknown): value is StampFile {
  if (!isMapping(value)) return false;
  const { verified, drilled, pinned, sha256, ...others } = value;
  const isSummed = sha256 === undefined || typeof sha256 === 'string';
  return isTimes(verified) && isTimes(drilled) && isPin(pinned) && isSummed && Object.keys(others).length === 0;
}

function isPin(value: unknown): boolean {
  if (value === null) return true;
  return isMapping(value) && isInstant(value['at']) && typeof value['reason'] === 'string' && Object.keys(value).length === 2;
}

function isTimes(value: unknown): boolean {
  return isMapping(value) && Object.values(value).every(isInstant);
}

function isInstant(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/.test(value)) return false;
  const time = new Date(value);
  // A day that the month does not have would be one of the next.
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value.slice(0, 16));
}
