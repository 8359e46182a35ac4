import type { ContentEntry } from '@dust-workspace/component/hooks';

/** What is in a snapshot, or why that could not be counted, which only a server that loads it can then do. */
export type SnapshotContents =
  | { readonly entries: readonly ContentEntry[]; readonly obstacle?: undefined }
  | { readonly entries?: undefined; readonly obstacle: string };

/** Keys of a database, or fields of hashes in it, that expire in the same hour, or never. */
export interface Counted {
  readonly kind: 'keys' | 'fields';
  readonly database: number;
  /** Since 1970; 0 is never. */
  readonly hour: number;
  /** When the first of them does, in milliseconds since 1970. */
  readonly earliest: number;
  readonly count: number;
  readonly digest?: string;
}

export interface Library {
  readonly name: string;
  readonly digest?: string;
}

const millisecondsPerHour = 3_600_000;
/** The year 10000: what expires later is counted together, and certain. */
const far = 253_402_300_800_000 / millisecondsPerHour;

/** The hour in which something expires, which depends on nothing but the time itself: it is the same whenever it is asked. */
export function hourOf(expiry: number): number {
  return expiry === -1 ? 0 : Math.min(far, Math.floor(expiry / millisecondsPerHour));
}

/**
 * What is recorded of them: of what expires, one entry for each hour, which is certain until the first of that hour expires.
 */
export function entriesOf(counted: readonly Counted[], libraries: readonly Library[]): ContentEntry[] {
  const sorted = [...counted].sort((a, b) => a.database - b.database || a.hour - b.hour || (a.kind < b.kind ? 1 : -1));
  const functions = [...libraries].sort((a, b) => (a.name < b.name ? -1 : 1));
  return [...sorted.map(entryOf), ...functions.map(({ name, ...rest }) => ({ kind: 'library', name, ...rest }))];
}

/** What is said in the first line of a library of functions. */
export function libraryName(code: string): string {
  return /^#!.*?\bname=(\S+)/i.exec(code)?.[1] ?? '';
}

function entryOf({ kind, database, hour, earliest, count, digest }: Counted): ContentEntry {
  const held = { count, ...(digest === undefined ? {} : { digest }) };
  if (hour === 0) return { kind, name: `db${database}`, ...held };
  if (hour === far) return { kind: `expiring ${kind}`, name: `db${database} after 9999`, ...held };
  const when = new Date(hour * millisecondsPerHour).toISOString().slice(0, 13);
  return { kind: `expiring ${kind}`, name: `db${database} ${when}Z`, ...held, until: new Date(earliest).toISOString() };
}
