import { text } from 'node:stream/consumers';
import {
  confirmSwap,
  extractVolume,
  observeSwap,
  openAside,
  readSnapshot,
  recoverSwap,
  revertSwap,
  swapIn,
  type ChosenSet,
  type SnapshotRecord,
} from '@dust-workspace/backup';
import { fail, ok, problem, unreachable, type Result, type SnapshotReader } from '@dust-workspace/component';
import { freePorts } from '@dust-workspace/environment';
import type { Instance } from '@dust-workspace/runtime';
import { writeInitStamp } from '../initStamp.js';
import { loadHook } from '../loadHooks.js';
import { isReady, type Observation } from '../observation.js';
import { runHook, runScript } from '../runHook.js';
import type { Session } from '../session.js';
import { archiveFile, stampFile } from './backup.js';
import { writeVolumeStamp } from '../volumeStamp.js';
import { prepareVolume } from './prep.js';
import { launchAndWait } from './start.js';

export interface RestoreRequest {
  readonly set: ChosenSet;
  readonly snapshot: SnapshotRecord;
  /** Whether the component ran before, and is to run afterwards. It is down now. */
  readonly ran: boolean;
  readonly onProgress: (message: string) => void;
  readonly log: (line: string) => void;
}

/**
 * Builds the data beside the old ones, swaps them in, and keeps the old ones until the component is healthy on the new.
 * Whatever fails before, the old data are in place and run again if they ran.
 */
export async function restore(session: Session, name: string, request: RestoreRequest): Promise<Result<string>> {
  const { instance } = session.resolved(name);
  const { runtime } = session.base;
  const built = await build(session, instance, request);
  const swapped: Result<unknown> = built.ok ? await swapIn(instance.volume) : built;
  if (!swapped.ok) {
    const undone = await recoverSwap(instance.volume);
    return withOldData(session, instance, request, swapped, undone);
  }
  request.onProgress(`the restored data of ${name} are in place; checking that it is healthy on them`);
  const healthy = await checkHealthy(session, instance, request);
  if (!healthy.ok) {
    await runtime.stop(instance, { onKill: () => undefined });
    const undone = await revertSwap(instance.volume);
    return withOldData(session, instance, request, healthy, undone);
  }
  if (!request.ran) {
    const stopped = await runtime.stop(instance, { onKill: () => undefined });
    if (!stopped.ok) return stopped;
  }
  const confirmed = await confirmSwap(instance.volume);
  return confirmed.ok ? ok(`restored from set ${request.set.id}`) : confirmed;
}

/** What a killed restore left behind is undone, or kept to be confirmed by the next healthy start. The caller has the lock. */
export async function undoInterruptedRestore(session: Session, name: string): Promise<Result<string | undefined>> {
  const { instance } = session.resolved(name);
  const swap = observeSwap(instance.volume);
  switch (swap) {
    case 'none':
    case 'swapped':
      return ok(undefined);
    case 'aside':
    case 'between': {
      const stopped = await stopEverywhere(session, instance);
      if (!stopped.ok) return stopped;
      const recovered = await recoverSwap(instance.volume);
      if (!recovered.ok) return recovered;
      return ok(`an interrupted restore of ${name} was undone; its data are as before it`);
    }
    default:
      return unreachable(swap);
  }
}

/** An interrupted migration may have left it running under another runtime than its old data belong to. */
async function stopEverywhere(session: Session, instance: Instance): Promise<Result<void>> {
  const { runtime } = session.base;
  for (const other of ['process', 'compose'] as const) {
    if (other === instance.runtime || instance.component.manifest.runtimes[other] === undefined) continue;
    const stopped = await runtime.stop({ ...instance, runtime: other }, { onKill: () => undefined });
    // Where there is no engine, none of its containers runs either.
    if (!stopped.ok && other !== 'compose') return stopped;
  }
  return runtime.stop(instance, { onKill: () => undefined });
}

/**
 * A restore that was killed when its data were in place is over once the component is found healthy on them. Otherwise the data from before would
 * wait for ever, and a later restore would take everything back to them.
 */
export async function confirmHealthyRestores(session: Session, observed: Observation): Promise<Result<void>> {
  for (const [name, { state, restore: stands }] of observed) {
    if (stands !== 'swapped' || !isReady(state)) continue;
    const confirmed = await confirmSwap(session.resolved(name).instance.volume);
    if (!confirmed.ok) return confirmed;
  }
  return ok();
}

async function build(session: Session, instance: Instance, request: RestoreRequest): Promise<Result<void>> {
  const { component, volume } = instance;
  // A restore that was never confirmed is taken back first: the data from before it must not be lost to this one.
  const settled = await revertSwap(volume);
  if (!settled.ok) return settled;
  // Where there is no volume any more, its owner is the runtime's to say; the new folder takes after it.
  const prepared = await prepareVolume(session, instance);
  if (!prepared.ok) return prepared;
  const aside = await openAside(volume);
  if (!aside.ok) return aside;
  const { method } = request.snapshot;
  request.onProgress(`restoring ${component.name} beside its present data`);
  switch (method) {
    case 'volume': {
      const extracted = await extractVolume(request.set, component.name, aside.value);
      // The copy says whose data it was a copy of.
      if (extracted.ok) await writeVolumeStamp(aside.value, { runtime: instance.runtime, createdAt: session.base.now().toISOString() });
      return extracted;
    }
    case 'hook':
      return buildThroughHook(session, await outOfReach({ ...instance, volume: aside.value }), request);
    default:
      return unreachable(method);
  }
}

/** On ports that nobody knows: a client of the component would otherwise take the half-restored data for the real ones. */
async function outOfReach(instance: Instance): Promise<Instance> {
  const names = Object.keys(instance.ports);
  const numbers = await freePorts(names.length);
  const ports = Object.fromEntries(names.map((name, index) => [name, numbers[index] ?? 0]));
  const texts = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]));
  const variables = { ...instance.variables, ...texts };
  // Inside of a container they are what they always are.
  return { ...instance, ports, variables, inside: instance.runtime === 'process' ? variables : instance.inside };
}

/** An empty component is started on the new volume, filled by its hook, and stopped again. */
async function buildThroughHook(session: Session, instance: Instance, request: RestoreRequest): Promise<Result<void>> {
  const { component, volume } = instance;
  const { runtime } = session.base;
  const hook = await loadHook(component, 'restore');
  if (!hook.ok) return hook;
  const found = hook.value;
  if (found === undefined)
    return fail(problem('no-hook', `${component.name} has no restore hook, but the set was made by its backup hook`));
  const prepared = await prepareVolume(session, instance);
  if (!prepared.ok) return prepared;
  const started = await launchAndWait(session, instance, { onLaunched: () => undefined, onProgress: request.onProgress });
  const filled: Result<void> = started.ok ? await fill() : started;
  const stopped = await runtime.stop(instance, { onKill: () => undefined });
  return filled.ok ? stopped : filled;

  async function fill(): Promise<Result<void>> {
    const snapshot = readSnapshot(request.set, component.name);
    const run = session.hookRun(instance, session.deadlines.transfer, request.log);
    const done = await runHook('restore', run, async (context) => {
      if (found?.kind === 'script') await runScript(context, found.file, { stdin: snapshot.file(archiveFile) });
      else await found?.run.call(found.hooks, context, withoutStamp(snapshot));
      if (snapshot.files.includes(stampFile)) await writeInitStamp(volume, await text(snapshot.file(stampFile)));
    });
    // What was read is checked once more while it is read: a hook may not notice that its input was cut short.
    const damage = snapshot.diagnostics();
    return damage.length > 0 ? fail(...damage) : done;
  }
}

function withoutStamp(snapshot: SnapshotReader): SnapshotReader {
  return { files: snapshot.files.filter((name) => name !== stampFile), file: (name) => snapshot.file(name) };
}

async function checkHealthy(session: Session, instance: Instance, request: RestoreRequest): Promise<Result<string>> {
  const started = await launchAndWait(session, instance, { onLaunched: () => undefined, onProgress: request.onProgress });
  if (!started.ok) return started;
  const hook = await loadHook(instance.component, 'verify');
  if (!hook.ok) return hook;
  const found = hook.value;
  if (found === undefined) return started;
  const run = session.hookRun(instance, session.deadlines.hook, request.log);
  const verified = await runHook('verify', run, (context) =>
    found.kind === 'script' ? runScript(context, found.file) : found.run.call(found.hooks, context),
  );
  return verified.ok ? started : verified;
}

/** The restore failed; the component goes on with the data that it had. */
async function withOldData(
  session: Session,
  instance: Instance,
  request: RestoreRequest,
  failure: Result<unknown>,
  undone: Result<unknown>,
): Promise<Result<string>> {
  const diagnostics = [failure, undone].flatMap((result) => (result.ok ? [] : result.diagnostics));
  if (!request.ran || !undone.ok) return fail(...diagnostics);
  // An interrupt must not leave the component down that ran before.
  const again = await launchAndWait(session.uninterrupted(), instance, { onLaunched: () => undefined, onProgress: request.onProgress });
  if (!again.ok) return fail(...diagnostics, ...again.diagnostics);
  request.onProgress(`${instance.component.name} runs again on the data that it had`);
  return fail(...diagnostics);
}
