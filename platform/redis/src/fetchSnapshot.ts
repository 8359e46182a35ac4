import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { HookFailure, type ExecResult } from '@dust-workspace/component/hooks';
import { redisCli, type Context } from './redisCli.js';
import { SnapshotEnd } from './snapshotEnd.js';

/**
 * Streams a snapshot of one moment, all databases and functions in it, as Redis makes it for a new replica, into each of the sinks at once.
 * The slowest of them sets the pace. Where it fails, none of them is ended as if it had everything.
 */
export async function fetchSnapshot(context: Context, sinks: readonly Writable[]): Promise<void> {
  const snapshot = new SnapshotEnd();
  for (const sink of sinks) snapshot.pipe(sink);
  const breakOff = (error: unknown): void => {
    for (const stream of [snapshot, ...sinks]) stream.destroy(error as Error);
  };
  let refused: unknown;
  const taken = Promise.all([finished(snapshot), ...sinks.map((sink) => finished(sink, { readable: false }))]);
  taken.catch((error: unknown) => {
    if (snapshot.errored === null) refused = error;
    breakOff(error);
  });
  try {
    const result = await redisCli(context, ['--rdb', '-'], { stdout: into(snapshot) });
    if (refused !== undefined) throw refused as Error;
    if (result.exitCode !== 0) throw new HookFailure(`redis-cli got no snapshot: ${reasonOf(result)}`);
    snapshot.end();
  } catch (error) {
    breakOff(error);
    await taken.catch(() => undefined);
    throw refused ?? error;
  }
  await taken;
}

/** Hands on what is written, but not its end: whether it came to its end, or why not, is known once the command has ended. */
function into(target: Writable): Writable {
  return new Writable({ write: (chunk: Buffer, encoding, done) => void target.write(chunk, encoding, done) });
}

/** It tells of its progress too. */
function reasonOf({ stderr, exitCode, signal }: ExecResult): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !/^(sending|SYNC sent|Transfer finished)/.test(line));
  return lines.at(-1)?.trim() ?? `it ended with ${exitCode ?? signal ?? 'nothing'}`;
}
