import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { ok, type Result } from '@dust-workspace/component';
import { backUpConfiguration, configurationFile, releasePorts } from '@dust-workspace/environment';
import { loadHook } from '../loadHooks.js';
import { runHook, runScript } from '../runHook.js';
import type { Session } from '../session.js';
import { prepareVolume } from './prep.js';

/** What `clean` or `purge` of a component will remove, for the person who is asked. */
export function removals(session: Session, verb: 'clean' | 'purge', name: string): string[] {
  const { instance } = session.resolved(name);
  const { catalog, selection } = session.base;
  const volume = `${relative(catalog.root, instance.volume)}/ (the data of ${name})`;
  if (verb === 'clean') return [volume];
  const configuration = relative(catalog.root, configurationFile(catalog.root, selection.environment, name));
  return [volume, `${configuration} (a copy is kept under env/backup/)`, `${relative(catalog.root, instance.runDirectory)}/ (logs)`];
}

/** Removes the data of a component that is down, through its own hook if it has one, and leaves an empty volume. */
export async function clean(session: Session, name: string, log: (line: string) => void): Promise<Result<string>> {
  const { instance } = session.resolved(name);
  const hook = await loadHook(instance.component, 'clean');
  if (!hook.ok) return hook;
  const found = hook.value;
  if (found !== undefined) {
    const done = await runHook('clean', session.hookRun(instance, session.deadlines.hook, log), (context) =>
      found.kind === 'script' ? runScript(context, found.file) : found.run.call(found.hooks, context),
    );
    if (!done.ok) return done;
  }
  await removeFolder(instance.volume);
  const prepared = await prepareVolume(session, instance);
  return prepared.ok ? ok('its data are removed') : prepared;
}

/** Removes data, configuration, logs and leases of a component that is down. Backups stay, and so does a copy of the configuration. */
export async function purge(session: Session, name: string): Promise<Result<string>> {
  const { instance } = session.resolved(name);
  const { catalog, selection, runtime, now } = session.base;
  const configuration = configurationFile(catalog.root, selection.environment, name);
  if (await exists(configuration)) {
    const timestamp = now()
      .toISOString()
      .replaceAll(/[-:]|\.\d+/g, '');
    await backUpConfiguration(configuration, join(session.paths.backup, 'config', timestamp), `${name}.env`);
    await rm(configuration);
  }
  const removed = await runtime.remove(instance);
  if (!removed.ok) return removed;
  await removeFolder(instance.volume);
  await removeIfEmpty(dirname(instance.volume));
  return session.exclusively(async () => {
    await releasePorts(session.paths.ports, instance.component);
    await session.refresh();
    return ok('purged; its backups are kept');
  });
}

/** Moves the folder out of the way first, so that a kill half way leaves no half of it under its own name. */
async function removeFolder(folder: string): Promise<void> {
  if (!(await exists(folder))) return;
  const aside = join(dirname(folder), `.deleting-${randomBytes(6).toString('hex')}`);
  await rename(folder, aside);
  await rm(aside, { recursive: true, force: true });
}

async function removeIfEmpty(folder: string): Promise<void> {
  if ((await readdir(folder).catch(() => ['?'])).length === 0) await rmdir(folder);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
