import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { formatBytes, type SnapshotInfo, type SnapshotRecord, type SnapshotSink, type SetWriter } from '@dust-workspace/backup';
import { fail, ok, problem, type HookContext, type Result, type SnapshotWriter } from '@dust-workspace/component';
import type { BackupRun } from '../backups/backupRun.js';
import type { TransferReport } from '../backups/transfer.js';
import { askEngine } from '../dataEngine.js';
import { readInitStamp } from '../hookStamp.js';
import { loadHook, type Hook } from '../loadHooks.js';
import type { DoneWithSet } from '../perform.js';
import { runHook, runScript } from '../runHook.js';
import type { Session } from '../session.js';
import { readVolumeStamp } from '../volumeStamp.js';

/** File of a snapshot in which we keep the stamp of the volume, and the one that a shell hook's output becomes. */
export const stampFile = 'dsw-initialised.json';
export const archiveFile = 'archive';

export interface BackupHooks {
  /** Called when the data are captured: what was down for it may go up again. */
  readonly onCaptured: () => void;
  readonly log: (line: string) => void;
  readonly transfer: TransferReport;
}

/** One component's part of the set. Resolves when the whole set is committed, since before that nothing is backed up. */
export async function backup(
  session: Session,
  name: string,
  run: BackupRun,
  cold: boolean,
  hooks: BackupHooks,
): Promise<Result<DoneWithSet>> {
  const captured = await capture(session, name, run, cold, hooks).catch(async (error: unknown) => {
    // The others wait for it.
    await run.settle(name, error instanceof Error ? error.message : String(error));
    throw error;
  });
  hooks.transfer.end();
  hooks.onCaptured();
  await run.settle(name, captured.ok ? undefined : captured.diagnostics.map(({ message }) => message).join('; '));
  if (!captured.ok) return captured;
  const committed = await run.committed;
  if (!committed.ok) return committed;
  const bytes = captured.value.files.reduce((sum, file) => sum + file.bytes, 0);
  const { id, complete } = committed.value;
  const detail = `${formatBytes(bytes)} in ${complete ? 'set' : 'the incomplete set'} ${id}${cold ? ', a copy of its volume' : ''}`;
  return ok({ detail, set: id });
}

async function capture(
  session: Session,
  name: string,
  run: BackupRun,
  cold: boolean,
  { log, transfer }: BackupHooks,
): Promise<Result<SnapshotRecord>> {
  const writer = await run.writer();
  if (!writer.ok) return writer;
  const { instance } = session.resolved(name);
  const image = readVolumeStamp(instance.volume)?.image;
  const version = await packageVersion(instance.component.directory);
  const info: SnapshotInfo = {
    runtime: instance.runtime,
    ...(version === undefined ? {} : { version }),
    ...(image === undefined ? {} : { image }),
    digest: run.facts.digest,
    onProgress: transfer.onProgress,
  };
  if (cold) return writer.value.volume(name, instance.volume, info);
  const hook = await loadHook(instance.component, 'backup');
  if (!hook.ok) return hook;
  if (hook.value === undefined) return fail(problem('no-hook', `${name} has no backup hook`));
  const engine = await askEngine(session, instance);
  if (!engine.ok) return engine;
  return throughHook(session, name, hook.value, writer.value, engine.value === undefined ? info : { ...info, engine: engine.value }, log);
}

async function throughHook(
  session: Session,
  name: string,
  hook: Hook<'backup'>,
  writer: SetWriter,
  info: SnapshotInfo,
  log: (line: string) => void,
): Promise<Result<SnapshotRecord>> {
  const { instance } = session.resolved(name);
  const sink: SnapshotSink = writer.snapshot(name, info);
  const done = await runHook('backup', session.hookRun(instance, session.deadlines.transfer, log), async (context) => {
    await write(context, hook, sink.writer);
    const stamp = await readInitStamp(instance.volume);
    if (stamp !== undefined) await pipeline(Readable.from([stamp]), sink.writer.file(stampFile));
  });
  const finished = await sink.finish();
  if (done.ok) return finished;
  await sink.abort();
  // A hook whose files could not be written fails too, and knows less about why.
  const unwritten = finished.ok ? [] : finished.diagnostics.filter(({ code }) => code === 'disk-full' || code === 'write-failed');
  return unwritten.length > 0 ? fail(...unwritten) : done;
}

function write(context: HookContext, hook: Hook<'backup'>, writer: SnapshotWriter): Promise<void> {
  if (hook.kind === 'script') return runScript(context, hook.file, { stdout: writer.file(archiveFile) });
  return hook.run.call(hook.hooks, context, writer);
}

/** The version of a component's package, where it has one. */
async function packageVersion(directory: string): Promise<string | undefined> {
  try {
    const { version } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as { readonly version?: unknown };
    return typeof version === 'string' && version !== '' ? version : undefined;
  } catch {
    return undefined;
  }
}

/** Why a running component cannot be backed up through its hook, so that its volume must be copied; undefined when it can. */
export async function whyCold(session: Session, name: string): Promise<Result<string | undefined>> {
  const { instance } = session.resolved(name);
  const hook = await loadHook(instance.component, 'backup');
  if (!hook.ok) return hook;
  if (hook.value === undefined) return ok('it has no backup hook');
  const back = await loadHook(instance.component, 'restore');
  if (!back.ok) return back;
  if (back.value === undefined) return ok('it has a backup hook, but no restore hook');
  if (hook.value.kind === 'script') return ok(undefined);
  const ask = hook.value.hooks.backupUnavailable?.bind(hook.value.hooks);
  if (ask === undefined) return ok(undefined);
  const run = session.hookRun(instance, session.deadlines.hook, () => undefined);
  return runHook('backup', run, (context) => ask(context));
}
