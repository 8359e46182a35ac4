const pattern = /^\d{8}T\d{6}Z-[a-z0-9]{4}$/;
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Names a set: when it was begun, in UTC, and four characters by chance: `20261121T101500Z-k3fp`. */
export function isSetId(name: string): boolean {
  return pattern.test(name);
}

/**
 * An id that sorts after all `existing` ones, so that the order of names is the order of writing even within a second and when the clock was
 * set back. It then runs ahead of `now`. `random` gives numbers from 0 up to 1.
 */
export function newSetId(now: Date, random: () => number, existing: readonly string[]): string {
  const newest = existing.filter(isSetId).map(timeOf).sort().at(-1);
  const time = stamp(now);
  const suffix = Array.from({ length: 4 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  return `${newest === undefined || newest < time ? time : stamp(new Date(dateOf(newest).getTime() + 1_000))}-${suffix}`;
}

function timeOf(id: string): string {
  return id.slice(0, 16);
}

function stamp(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

function dateOf(time: string): Date {
  return new Date(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}
