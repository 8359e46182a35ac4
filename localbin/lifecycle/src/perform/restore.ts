import { confirmSwap, observeSwap, recoverSwap, revertSwap, swapIn } from '@dust-workspace/backup';
import { fail, ok, unreachable, type Result } from '@dust-workspace/component';
import type { Instance } from '@dust-workspace/runtime';
import { isReady, type Observation } from '../observation.js';
import type { Session } from '../session.js';
import { buildAside, comparison, inspect, told, type RestoreRequest } from './buildAside.js';
import { compareRunning } from './compare.js';
import { forgetInits } from './forgetInits.js';
import { launchAndWait } from './start.js';

/**
 * Builds the data beside the old ones, swaps them in, and keeps the old ones until the component is healthy on the new.
 * Whatever fails before, the old data are in place and run again if they ran.
 */
export async function restore(session: Session, name: string, request: RestoreRequest): Promise<Result<string>> {
  const { instance } = session.resolved(name);
  const { runtime } = session.base;
  const built = await buildAside(session, instance, request);
  if (!built.ok) return withOldData(session, instance, request, built, await recoverSwap(instance.volume));
  await forgetInits(session, name);
  const swapped = await swapIn(instance.volume);
  if (!swapped.ok) return withOldData(session, instance, request, swapped, await recoverSwap(instance.volume));
  request.onProgress(`the restored data of ${name} are in place; checking that it is healthy on them`);
  const healthy = await checkRestored(session, instance, request);
  if (!healthy.ok) {
    await runtime.stop(instance, { onKill: () => undefined });
    const undone = await revertSwap(instance.volume);
    return withOldData(session, instance, request, healthy, undone);
  }
  // What a drill has compared may be needed by the next component that it tries.
  if (!request.ran && request.compare === undefined) {
    const stopped = await runtime.stop(instance, { onKill: () => undefined });
    if (!stopped.ok) return stopped;
  }
  const confirmed = await confirmSwap(instance.volume);
  if (!confirmed.ok) return confirmed;
  const compared = request.compare === undefined ? '' : `, ${request.snapshot.method === 'volume' ? built.value : healthy.value}`;
  return ok(`restored from set ${request.set.id}${compared}`);
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

/** That it comes up on the restored data, that these are sound and, in a drill, that they are what was recorded. Says what was compared. */
async function checkRestored(session: Session, instance: Instance, request: RestoreRequest): Promise<Result<string>> {
  const started = await launchAndWait(session, instance, { onLaunched: () => undefined, onProgress: request.onProgress });
  if (!started.ok) return started;
  const sound = await inspect(session, instance, request);
  if (!sound.ok) return sound;
  if (request.compare === undefined || request.snapshot.method === 'volume') return ok('');
  request.onProgress(`comparing what ${instance.component.name} holds with what the backup recorded`);
  return told(await compareRunning(session, instance, comparison(request), request.log), request);
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
  session.emit({ kind: 'notice', message: `${instance.component.name} runs again on the data that it had` });
  return fail(...diagnostics);
}
