import { randomBytes } from 'node:crypto';
import { hasData } from '@dust-workspace/backup';
import { fail, ok, type Component, type Result } from '@dust-workspace/component';
import { prepareConfiguration } from '@dust-workspace/environment';
import type { Instance, RuntimeName } from '@dust-workspace/runtime';
import { hashOf, isDone, stampDone } from '../hookStamp.js';
import { loadHook } from '../loadHooks.js';
import { leasePortsOf } from '../portLeases.js';
import { runHook, runScript } from '../runHook.js';
import type { Session } from '../session.js';
import { readVolumeStamp, writeVolumeStamp } from '../volumeStamp.js';
import { makeCheckout } from './checkout.js';

/** What `configure` did, for people. */
export interface Configured {
  readonly created: readonly string[];
  readonly notes: readonly string[];
}

/**
 * The first half of a preparation: the configuration and the ports of a component. All that are to be prepared come this far before any of them goes on,
 * since their values refer to one another.
 */
export function configure(session: Session, component: Component, isAlive: boolean): Promise<Result<Configured>> {
  return session.exclusively(async () => {
    const { catalog, selection } = session.base;
    // What borrows its configuration has none to prepare.
    const components = selection.configurationOf === undefined ? [component] : [];
    const copied = await prepareConfiguration({
      root: catalog.root,
      environment: selection.environment,
      components,
      random: randomBytes,
    });
    if (!copied.ok) return copied;
    // What was just made may set ports.
    if (copied.value.some(({ kind }) => kind === 'created')) await session.refresh();
    const leased = await leasePortsOf(session, component, isAlive);
    if (!leased.ok) return leased;
    await session.refresh();
    const created = copied.value.filter(({ kind }) => kind === 'created').map(({ file, template }) => `${file} from ${template}`);
    return ok({ created, notes: leased.value });
  });
}

export interface PrepOptions {
  readonly configured: Result<Configured>;
  readonly onProgress: (message: string) => void;
  /** What its hook says, line by line. */
  readonly log: (line: string) => void;
}

/** The rest of it: folders and whatever else the runtime needs, its checkout, and what it builds. Nothing of it runs afterwards. */
export async function prep(session: Session, name: string, { configured, onProgress, log }: PrepOptions): Promise<Result<string>> {
  if (!configured.ok) return configured;
  const { instance } = session.resolved(name);
  const prepared = await prepareVolume(session, instance, onProgress);
  if (!prepared.ok) return prepared;
  const checkout = await makeCheckout(session, name, onProgress);
  if (!checkout.ok) return checkout;
  const built = await build(session, name, log);
  if (!built.ok) return built;
  const made = [checkout.value, built.value].filter((line) => line !== undefined);
  const ports = Object.entries(instance.ports).map(([port, number]) => `${port} ${number}`);
  const { created, notes } = configured.value;
  return ok(['prepared', ...made, ...created, ...ports, ...notes].join(', '));
}

/** Runs the prep hook, unless it has done its work for what is there now. A kill leaves no stamp, so that it runs again. */
async function build(session: Session, name: string, log: (line: string) => void): Promise<Result<string | undefined>> {
  const { instance, diagnostics } = session.resolved(name);
  const { component, volume } = instance;
  if (component.manifest.prep === undefined || (await isDone('prep', instance))) return ok(undefined);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return fail(...errors);
  const hook = await loadHook(component, 'prep');
  if (!hook.ok) return hook;
  const found = hook.value;
  if (found === undefined) return ok(undefined);
  const hash = await hashOf('prep', instance);
  const done = await runHook('prep', session.hookRun(instance, session.deadlines.build, log), (context) =>
    found.kind === 'script' ? runScript(context, found.file) : found.run.call(found.hooks, context),
  );
  if (!done.ok) return done;
  await stampDone('prep', volume, hash, session.base.now());
  return ok('built');
}

/** The data folder, made by the runtime with the owner that it needs, and stamped with that runtime. */
export async function prepareVolume(
  session: Session,
  instance: Instance,
  onProgress: (message: string) => void = () => undefined,
): Promise<Result<void>> {
  const { runtime, now } = session.base;
  const prepared = await runtime.prepare(instance, session.signal, onProgress);
  const stamp = readVolumeStamp(instance.volume);
  // Without data it belongs to nobody yet, whoever made it.
  if (!prepared.ok || (stamp !== undefined && (stamp.runtime === instance.runtime || hasData(instance.volume)))) return prepared;
  if (stamp !== undefined) await endElsewhere(session, instance, stamp.runtime);
  await writeVolumeStamp(instance.volume, { runtime: instance.runtime, createdAt: now().toISOString() });
  return ok();
}

/** What ran under the runtime that was chosen before must not run twice. Where that does not answer, nothing can be done about it. */
async function endElsewhere({ base: { runtime } }: Session, instance: Instance, before: RuntimeName): Promise<void> {
  if (before !== 'kubernetes') await runtime.stop({ ...instance, runtime: before }, { onKill: () => undefined });
}
