import { pipeline } from 'node:stream/promises';
import { HookFailure, type SnapshotReader } from '@dust-workspace/component/hooks';
import { snapshotFile } from './backup.js';
import type { Context } from './redisCli.js';
import { SecondServerEnded, withSecondServer } from './secondServer.js';

/**
 * The component's own tools can read the snapshot to its end: every value in it, and the checksum behind them. The snapshot is streamed through
 * the tool, and is nowhere on disk. Where the tool is missing, a second server reads it, which takes memory.
 */
export async function verify(context: Context, snapshot: SnapshotReader): Promise<void> {
  const tool = (await context.exec(['sh', '-c', 'command -v redis-check-rdb || command -v valkey-check-rdb'])).stdout.trim();
  const reason = tool === '' ? await load(context, snapshot) : await check(context, snapshot, tool);
  if (reason !== undefined) throw new HookFailure(`${snapshotFile} is damaged: ${reason}`);
}

/** Through a pipe of its own, since it opens its input anew, which not every pipe allows. */
async function check(context: Context, snapshot: SnapshotReader, tool: string): Promise<string | undefined> {
  const command = ['sh', '-c', 'cat | "$1" /dev/stdin', 'sh', tool] as const;
  const { exitCode, signal, stdout, stderr } = await context.exec(command, { stdin: snapshot.file(snapshotFile) });
  if (exitCode === 0) {
    context.log(`${snapshotFile}: ${/^\[info\] (\d+ keys) read$/m.exec(stdout)?.[1] ?? 'all keys'} can be read`);
    return undefined;
  }
  // The lines that follow name keys.
  const said = /^--- RDB ERROR DETECTED ---\n(?:\[offset (\d+)\] )?(.*)$/m.exec(stdout);
  if (said?.[2] !== undefined) return said[1] === undefined ? said[2] : `${said[2]}, at byte ${said[1]}`;
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return last === '' ? `${tool} exited with ${exitCode ?? signal ?? 'nothing'}` : last;
}

async function load(context: Context, snapshot: SnapshotReader): Promise<string | undefined> {
  try {
    await withSecondServer(context, {
      settings: ['replicaof 127.0.0.1 0'],
      fill: (file) => pipeline(snapshot.file(snapshotFile), file),
      use: () => Promise.resolve(),
    });
    context.log(`${snapshotFile}: a server can read it`);
    return undefined;
  } catch (error) {
    if (error instanceof SecondServerEnded) return error.message;
    throw error;
  }
}
