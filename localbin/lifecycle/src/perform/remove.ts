import { randomInt } from 'node:crypto';
import { readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { confirmSwap } from '@dust-workspace/backup';
import { ok, type Result } from '@dust-workspace/component';
import { configurationFile, forgetPreparation, keepConfiguration, timestampOf } from '@dust-workspace/environment';
import { checkoutPlace } from '../checkout/checkoutPlace.js';
import { loadHook } from '../loadHooks.js';
import { releasePortsOf } from '../portLeases.js';
import { runHook, runScript } from '../runHook.js';
import type { Session } from '../session.js';
import { dropCheckout } from './checkout.js';
import { forgetInits } from './forgetInits.js';
import { prepareVolume } from './prep.js';

/** What `clean` or `purge` of a component will remove, for the person who is asked. */
export function removals(session: Session, verb: 'clean' | 'purge', name: string): string[] {
  const { instance } = session.resolved(name);
  const { catalog, selection } = session.base;
  const volume = `${relative(catalog.root, instance.volume)}/ (the data of ${name})`;
  if (verb === 'clean') return [volume];
  const configuration = relative(catalog.root, configurationFile(catalog.root, selection.environment, name));
  const checkout = checkoutPlace(session.resolved(name), nobody);
  return [
    volume,
    `${configuration} (a copy is kept under env/backup/)`,
    `${relative(catalog.root, instance.runDirectory)}/ (logs)`,
    ...(checkout === undefined || checkout.own
      ? []
      : [`${relative(catalog.root, checkout.folder)}/ (the checkout, unless it holds work of yours)`]),
  ];
}

/** Nothing is asked of git to know where a checkout is. */
const nobody = { processEnv: {}, signal: new AbortController().signal, onProgress: () => undefined };

/** Removes the data of a component that is down, through its own hook if it has one, and leaves an empty volume. */
export async function clean(session: Session, name: string, log: (line: string) => void): Promise<Result<string>> {
  const { instance } = session.resolved(name);
  await forgetInits(session, name);
  const hook = await loadHook(instance.component, 'clean');
  if (!hook.ok) return hook;
  const found = hook.value;
  if (found !== undefined) {
    const done = await runHook('clean', session.hookRun(instance, session.deadlines.hook, log), (context) =>
      found.kind === 'script' ? runScript(context, found.file) : found.run.call(found.hooks, context),
    );
    if (!done.ok) return done;
  }
  const removed = await removeVolume(instance.volume);
  if (!removed.ok) return removed;
  const prepared = await prepareVolume(session, instance);
  return prepared.ok ? ok('its data are removed') : prepared;
}

/** Removes data, configuration, logs and leases of a component that is down. Backups stay, and so does a copy of the configuration. */
export async function purge(session: Session, name: string): Promise<Result<string>> {
  const { instance } = session.resolved(name);
  const { catalog, selection, runtime } = session.base;
  const dropped = await dropCheckout(session, name);
  if (!dropped.ok) return dropped;
  await forgetInits(session, name);
  const configuration = configurationFile(catalog.root, selection.environment, name);
  if (await exists(configuration)) {
    await keepConfiguration(catalog.root, selection.environment, name, timestampOf(session.openedAt));
    await rm(configuration);
  }
  await forgetPreparation(catalog.root, selection.environment, name);
  const forgotten = await runtime.remove(instance);
  if (!forgotten.ok) return forgotten;
  const removed = await removeVolume(instance.volume);
  if (!removed.ok) return removed;
  await removeIfEmpty(dirname(instance.volume));
  return session.exclusively(async () => {
    await releasePortsOf(session, instance.component);
    await session.refresh();
    return ok('purged; its backups are kept');
  });
}

/**
 * Moves the volume out of the way first, so that a kill half way leaves no half of it under its own name, but under one that the next start or removal
 * deletes. The data from before a restore that was never confirmed go with it: they would come back otherwise.
 */
export async function removeVolume(volume: string): Promise<Result<void>> {
  const confirmed = await confirmSwap(volume);
  if (!confirmed.ok) return confirmed;
  if (!(await exists(volume))) return ok();
  const aside = join(dirname(volume), `.deleting-${basename(volume)}.${randomInt(1_000_000_000)}`);
  await rename(volume, aside);
  await rm(aside, { recursive: true, force: true });
  return ok();
}

/** Removes a folder that has nothing in it. */
export async function removeIfEmpty(folder: string): Promise<void> {
  try {
    if ((await readdir(folder)).length === 0) await rmdir(folder);
  } catch (error) {
    // Somebody else has put something in, or was faster; or it is a link to a folder elsewhere or a place of another disk, which is somebody's choice.
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EBUSY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
