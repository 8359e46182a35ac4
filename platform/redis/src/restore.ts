import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { HookFailure, type ExecResult, type SnapshotReader } from '@dust-workspace/component/hooks';
import { snapshotFile } from './backup.js';
import { command, expectOk, info, type Context, type Server } from './redisCli.js';

/**
 * Replaces everything in the running server by a snapshot. Redis reads one only when it starts, or from the server whose
 * replica it is: a second server is started beside it, which reads the snapshot, the component becomes its replica until it
 * has everything, and the second server goes away. Redis itself reads, checks and copies all of it.
 */
export async function restore(context: Context, snapshot: SnapshotReader): Promise<void> {
  const source: Server = { port: await freePort(), password: randomBytes(24).toString('hex') };
  const gone = new AbortController();
  const serving = serve(context, snapshot, source).finally(() => {
    gone.abort();
  });
  try {
    await copyFrom(context, source, AbortSignal.any([context.signal, gone.signal]));
  } catch (error) {
    if (!gone.signal.aborted) throw error;
    throw new HookFailure(`the snapshot could not be read: ${reasonOf(await serving)}`);
  } finally {
    await command(context, 'shutdown nosave', source).catch(() => undefined);
    await serving;
  }
  await untilOnDisk(context);
}

/** Runs the second server until it is told to shut down. Its folder is in the component's, for there is room for the data. */
async function serve(context: Context, snapshot: SnapshotReader, { port, password }: Server): Promise<ExecResult> {
  const [, folder = '.'] = (await command(context, 'config get dir')).split('\n');
  const configuration = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    'save ""',
    'appendonly no',
    'repl-diskless-sync-delay 0',
  ];
  return context.exec(['sh', '-c', script, 'sh', folder.trim()], {
    stdin: snapshot.file(snapshotFile),
    env: { SOURCE_CONFIGURATION: configuration.join('\n') },
  });
}

const script = `
set -eu
server=$(command -v redis-server || command -v valkey-server)
folder=$(mktemp -d "$1/restore.XXXXXX")
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM
cat >"$folder/${snapshotFile}"
printf '%s\\ndir "%s"\\n' "$SOURCE_CONFIGURATION" "$folder" | "$server" -
`;

async function copyFrom(context: Context, source: Server, signal: AbortSignal): Promise<void> {
  await until(signal, async () => (await command(context, 'ping', source).catch(() => '')) === 'PONG');
  await expectOk(context, `config set masterauth ${source.password}`);
  await expectOk(context, `replicaof 127.0.0.1 ${source.port}`);
  await until(signal, async () => {
    const { master_link_status: link, master_sync_in_progress: syncing } = await info(context, 'replication');
    return link === 'up' && syncing === '0';
  });
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

/** Polls until it is true; an abort is an exception. */
async function until(signal: AbortSignal, condition: () => Promise<boolean>): Promise<void> {
  for (let pause = 10; !(await condition()); pause = Math.min(250, pause * 1.5)) await sleep(pause, undefined, { signal });
}

/** The end of what the second server said. */
function reasonOf({ stdout, stderr, exitCode, signal }: ExecResult): string {
  const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-2);
  return (
    said.map((line) => line.replace(/^\d+:[A-Z] .*? [*#] /, '').trim()).join(' ') || `it exited with ${exitCode ?? signal ?? 'nothing'}`
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
