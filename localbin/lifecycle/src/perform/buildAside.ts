import { text } from 'node:stream/consumers';
import { extractVolume, hasData, openAside, readSnapshot, revertSwap, type ChosenSet, type SnapshotRecord } from '@dust-workspace/backup';
import { fail, ok, problem, unreachable, type Result } from '@dust-workspace/component';
import { freePorts } from '@dust-workspace/environment';
import type { Instance } from '@dust-workspace/runtime';
import type { TransferReport } from '../backups/transfer.js';
import { askEngine, engineProblem } from '../dataEngine.js';
import { writeInitStamp } from '../hookStamp.js';
import { loadHook } from '../loadHooks.js';
import { runHook, runScript } from '../runHook.js';
import type { Session } from '../session.js';
import { writeVolumeStamp } from '../volumeStamp.js';
import { archiveFile, stampFile } from './backup.js';
import { compareVolume, type Compared, type Comparison } from './compare.js';
import { prepareVolume } from './prep.js';
import { launchAndWait } from './start.js';

export interface RestoreRequest {
  readonly set: ChosenSet;
  readonly snapshot: SnapshotRecord;
  /** Whether the component ran before, and is to run afterwards. It is down now. */
  readonly ran: boolean;
  /** Restores also what an older or another engine than the recorded one is to serve. */
  readonly force: boolean;
  /** For a drill: whether the component holds what the backup recorded decides as well. */
  readonly compare?: { readonly digest: boolean; readonly onCompared: () => void };
  readonly transfer: TransferReport;
  readonly onProgress: (message: string) => void;
  readonly log: (line: string) => void;
}

/** Builds the data of a snapshot beside the present ones. Says what was compared with what the backup recorded, where something was. */
export async function buildAside(session: Session, instance: Instance, request: RestoreRequest): Promise<Result<string>> {
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
  request.onProgress(`restoring ${component.name}${hasData(volume) ? ' beside its present data' : ''}`);
  switch (method) {
    case 'volume': {
      const extracted = await extractVolume(request.set, component.name, aside.value, request.transfer.onProgress);
      request.transfer.end();
      if (!extracted.ok) return extracted;
      const compared =
        request.compare === undefined
          ? ok('')
          : told(await compareVolume(session, component.name, aside.value, comparison(request)), request);
      // The copy says whose data it was a copy of.
      const { image } = request.snapshot;
      const stamp = { runtime: instance.runtime, createdAt: session.base.now().toISOString() };
      await writeVolumeStamp(aside.value, image === undefined ? stamp : { ...stamp, image });
      return compared;
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
async function buildThroughHook(session: Session, instance: Instance, request: RestoreRequest): Promise<Result<string>> {
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
  const fits: Result<unknown> = started.ok ? await checkEngine(session, instance, request) : started;
  const filled = fits.ok ? await fill() : fits;
  request.transfer.end();
  const sound = filled.ok ? await inspect(session, instance, request) : filled;
  const stopped = await runtime.stop(instance, { onKill: () => undefined });
  if (!sound.ok) return sound;
  return stopped.ok ? ok('') : stopped;

  async function fill(): Promise<Result<void>> {
    const snapshot = readSnapshot(request.set, component.name, request.transfer.onProgress);
    const run = session.hookRun(instance, session.deadlines.transfer, request.log);
    const done = await runHook('restore', run, async (context) => {
      if (found?.kind === 'script') await runScript(context, found.file, { stdin: snapshot.file(archiveFile) });
      else await found?.run.call(found.hooks, context, snapshot);
      if (request.snapshot.files.some(({ name }) => name === stampFile)) await writeInitStamp(volume, await text(snapshot.file(stampFile)));
    });
    // What was read is checked once more while it is read: a hook may not notice that its input was cut short.
    const damage = snapshot.diagnostics();
    return damage.length > 0 ? fail(...damage) : done;
  }
}

/** Nothing but the new folder has been touched by then. */
async function checkEngine(session: Session, instance: Instance, { snapshot, force }: RestoreRequest): Promise<Result<void>> {
  if (snapshot.engine === undefined || force) return ok();
  const here = await askEngine(session, instance);
  if (!here.ok) return here;
  const refused = here.value === undefined ? undefined : engineProblem(instance.component.name, snapshot.engine, here.value);
  return refused === undefined ? ok() : fail(refused);
}

/** Asks the running component whether its data are sound. */
export async function inspect(session: Session, instance: Instance, request: RestoreRequest): Promise<Result<void>> {
  const hook = await loadHook(instance.component, 'inspect');
  if (!hook.ok) return hook;
  const found = hook.value;
  if (found === undefined) return ok();
  const run = session.hookRun(instance, session.deadlines.hook, request.log);
  return runHook('inspect', run, (context) =>
    found.kind === 'script' ? runScript(context, found.file) : found.run.call(found.hooks, context),
  );
}

/** What to say of a comparison, after whoever asked has learnt that there was one. */
export function told(comparison: Result<Compared>, { compare }: RestoreRequest): Result<string> {
  if (!comparison.ok) return comparison;
  if (comparison.value.compared) compare?.onCompared();
  return ok(comparison.value.detail);
}

export function comparison({ set, compare }: RestoreRequest): Comparison {
  return { set, digest: compare?.digest === true };
}
