import { finished, pipeline } from 'node:stream/promises';
import { HookFailure, type SnapshotWriter } from '@dust-workspace/component/hooks';
import { redisCli, type Context } from './redisCli.js';
import { SnapshotEnd } from './snapshotEnd.js';

export const snapshotFile = 'dump.rdb';

/** Streams a snapshot of one moment, all databases and functions in it, as Redis makes it for a new replica. */
export async function backup(context: Context, snapshot: SnapshotWriter): Promise<void> {
  const checked = new SnapshotEnd();
  const written = pipeline(checked, snapshot.file(snapshotFile));
  written.catch(() => undefined);
  const { exitCode, stderr } = await redisCli(context, ['--rdb', '-'], { stdout: checked });
  if (exitCode !== 0) {
    checked.destroy();
    throw new HookFailure(`redis-cli got no snapshot: ${stderr.trim().split('\n').at(-1) ?? ''}`);
  }
  if (!checked.writableEnded) checked.end();
  await finished(checked);
  await written;
}
