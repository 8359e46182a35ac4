import type { Writable } from 'node:stream';
import type { ContentEntry } from '@dust-workspace/component/hooks';
import type { SnapshotContents } from './contentEntries.js';
import { digestsOf } from './digestsOf.js';
import { fetchSnapshot } from './fetchSnapshot.js';
import type { Context } from './redisCli.js';
import { SnapshotCount } from './snapshotCount.js';

/** What the running server holds: what is in a snapshot of it. */
export async function contents(context: Context, { digest }: { readonly digest: boolean }): Promise<readonly ContentEntry[]> {
  const found = await snapshotContents(context, digest, []);
  if (found.entries !== undefined) return found.entries;
  const digested = await snapshotContents(context, true, []);
  return (digested.entries ?? []).map(({ digest: _, ...entry }) => entry);
}

/** Fetches a snapshot into the sinks and says what is in it, whatever happens to the server meanwhile. */
export async function snapshotContents(context: Context, digest: boolean, sinks: readonly Writable[]): Promise<SnapshotContents> {
  if (digest) return { entries: await digestsOf(context, (copy) => fetchSnapshot(context, [...sinks, copy])) };
  const count = new SnapshotCount(Date.now());
  await fetchSnapshot(context, [...sinks, count]);
  return count.contents;
}
