import { pipeline } from 'node:stream/promises';
import { HookFailure, type SnapshotReader } from '@dust-workspace/component/hooks';
import { snapshotFile } from './backup.js';
import { expectOk, info, type Context, type Server } from './redisCli.js';
import { SecondServerEnded, withSecondServer } from './secondServer.js';
import { until } from './until.js';

/**
 * Replaces everything in the running server by a snapshot. Redis reads one only when it starts, or from the server whose
 * replica it is: a second server is started beside it, which reads the snapshot, the component becomes its replica until it
 * has everything, and the second server goes away. Redis itself reads, checks and copies all of it.
 */
export async function restore(context: Context, snapshot: SnapshotReader): Promise<void> {
  try {
    await withSecondServer(context, {
      settings: [],
      fill: (file) => pipeline(snapshot.file(snapshotFile), file),
      use: (source, signal) => copyFrom(context, source, signal),
    });
  } catch (error) {
    if (error instanceof SecondServerEnded) throw new HookFailure(`the snapshot could not be read: ${error.message}`);
    throw error;
  }
  await untilOnDisk(context);
}

async function copyFrom(context: Context, source: Server, signal: AbortSignal): Promise<void> {
  try {
    await expectOk(context, `config set masterauth ${source.password}`);
    await expectOk(context, `replicaof 127.0.0.1 ${source.port}`);
    await until(signal, async () => {
      const { master_link_status: link, master_sync_in_progress: syncing } = await info(context, 'replication');
      return link === 'up' && syncing === '0';
    });
  } catch (error) {
    await standAlone(context).catch(() => undefined);
    throw error;
  }
  await standAlone(context);
}

async function standAlone(context: Context): Promise<void> {
  await expectOk(context, 'replicaof no one');
  await expectOk(context, 'config set masterauth ""');
}

/** A replica writes its append-only file anew when it has everything; only then a crash can do no harm. */
async function untilOnDisk(context: Context): Promise<void> {
  const { aof_enabled: appends } = await info(context, 'persistence');
  if (appends === '0') await expectOk(context, 'save');
  await until(context.signal, async () => {
    const state = await info(context, 'persistence');
    return state.aof_rewrite_in_progress === '0' && state.aof_rewrite_scheduled === '0';
  });
  const { aof_last_bgrewrite_status: status } = await info(context, 'persistence');
  if (status !== 'ok') throw new HookFailure('Redis could not write its append-only file', `See dsw logs ${context.component}.`);
}
