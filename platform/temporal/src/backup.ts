import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { HookFailure, type SnapshotWriter } from '@dust-workspace/component/hooks';
import { lastLine, type Context } from './client.js';
import { copiedWorkflows, isSettled } from './copiedWorkflows.js';
import { databaseFile, momentFile } from './restore.js';
import { retentions, settings, settingsEntries, type Settings } from './settings.js';

/** How often the database is copied again for a copy of which everything is known. */
const attempts = 5;

/** Copies the database as of one moment, while the server goes on, and records what is in the copy. */
export async function backup(context: Context, snapshot: SnapshotWriter): Promise<void> {
  try {
    const { set, settled } = await copy(context);
    const count = await copiedWorkflows(
      context,
      set.namespaces.map(({ name }) => name),
    );
    snapshot.expect(Number(await context.run(['sh', '-c', 'wc -c <"$DSW_VOLUME/copy/temporal.db"'])));
    await send(context, snapshot);
    await pipeline(Readable.from([new Date(count.latest).toISOString()]), snapshot.file(momentFile));
    const counted = settled ? count.entries(retentions(set), snapshot.digest) : count.uncertainEntries(retentions(set), snapshot.digest);
    snapshot.record([...settingsEntries(set, snapshot.digest), ...counted]);
  } finally {
    await context.exec(['sh', '-c', 'rm -rf "$DSW_VOLUME/copy"']).catch(() => undefined);
  }
}

/** Namespaces and schedules are asked for before and after: the copy holds what is the same in both. */
async function copy(context: Context): Promise<{ set: Settings; settled: boolean }> {
  let before = await settings(context);
  for (let attempt = 1; ; attempt++) {
    const { exitCode, stderr } = await context.exec(['scripts/copy.sh']);
    if (exitCode !== 0) throw new HookFailure(`the database could not be copied: ${lastLine(stderr)}`, 'The disk may be full.');
    const after = await settings(context);
    const same = isDeepStrictEqual(before, after);
    const settled = await isSettled(context);
    if (same && (settled || attempt >= attempts)) return { set: after, settled };
    if (attempt >= 2 * attempts)
      throw new HookFailure('namespaces or schedules are changed all the time, so that it is not known which are in the backup');
    before = after;
    await sleep(200, undefined, { signal: context.signal });
  }
}

async function send(context: Context, snapshot: SnapshotWriter): Promise<void> {
  const { exitCode, stderr } = await context.exec(['sh', '-c', 'exec cat "$DSW_VOLUME/copy/temporal.db"'], {
    stdout: snapshot.file(databaseFile),
  });
  if (exitCode !== 0) throw new HookFailure(`the copy of the database could not be read: ${lastLine(stderr)}`);
}
