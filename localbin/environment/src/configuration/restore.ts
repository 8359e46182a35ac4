import { readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fail, nearMiss, ok, problem, type Result } from '@dust-workspace/component';
import { sweepFolder, writeAtomically } from '../atomicWrite.js';
import { environmentPaths } from '../paths.js';
import { behindLinks } from '../prepareConfiguration.js';
import { backUpConfiguration, configurationBackups, filesOfBackup, listConfigurationBackups } from './backups.js';
import { preparedFolder } from './preparedState.js';
import { isThere } from '../isThere.js';
import { readEnvText } from './readEnvText.js';

/** What a restore did. */
export interface RestoredConfiguration {
  /** The name of the configuration that is back. */
  readonly name: string;
  /** Files that are different now, relative to the workspace. */
  readonly files: readonly string[];
  /** The name under which what was replaced is kept; absent when nothing was, or when an interrupted restore was finished. */
  readonly backup?: string;
  /** Whether this finished a restore that had been killed. */
  readonly finished: boolean;
}

/**
 * Brings an earlier configuration back: the one named `at`, or the newest. Files that it does not have stay as they are; what it replaces is kept
 * first. A restore that was killed is finished instead, by this and by every command that changes the environment.
 */
export async function restoreConfiguration(
  root: string,
  environment: string,
  now: Date,
  at?: string,
): Promise<Result<RestoredConfiguration>> {
  const finished = await finishRestore(root, environment);
  if (finished !== undefined && (at === undefined || at === finished)) return ok({ name: finished, files: [], finished: true });
  const planned = await planRestore(root, environment, at);
  if (!planned.ok || planned.value.files.length === 0) return planned;
  const { name, files } = planned.value;
  const backup = await backUpConfiguration(root, environment, now);
  await writeAtomically(journal(root, environment), `${name}\n`);
  await bringBack(root, environment, name);
  return ok({ name, files, finished: false, ...(backup === undefined ? {} : { backup }) });
}

/** What `restoreConfiguration` would do. Reads only. */
export async function planRestore(root: string, environment: string, at?: string): Promise<Result<RestoredConfiguration>> {
  const file = journal(root, environment);
  const unfinished = isThere(file) ? (await readFile(file, 'utf8')).trim() : undefined;
  if (unfinished !== undefined && (at === undefined || at === unfinished)) return ok({ name: unfinished, files: [], finished: true });
  const chosen = await choose(root, environment, at);
  if (!chosen.ok) return chosen;
  const sound = await checkBackup(root, environment, chosen.value);
  if (!sound.ok) return sound;
  return ok({ name: chosen.value, files: await differing(root, environment, chosen.value), finished: false });
}

/**
 * Finishes a restore that was killed between two files, and otherwise removes what a writer left that was killed. Returns the name of the configuration that is back now; undefined when there was none.
 */
export async function finishRestore(root: string, environment: string): Promise<string | undefined> {
  const file = journal(root, environment);
  if (!isThere(file)) {
    const { configuration } = environmentPaths(root, environment);
    for (const folder of [configuration, join(configuration, preparedFolder)]) if (isThere(folder)) await sweepFolder(folder);
    return undefined;
  }
  const name = (await readFile(file, 'utf8')).trim();
  await bringBack(root, environment, name);
  return name;
}

function journal(root: string, environment: string): string {
  return join(environmentPaths(root, environment).configuration, '.restoring');
}

async function choose(root: string, environment: string, at: string | undefined): Promise<Result<string>> {
  const names = await listConfigurationBackups(root, environment);
  const folder = `${relative(root, configurationBackups(root, environment))}/`;
  const [newest] = names;
  if (newest === undefined)
    return fail(problem('no-configuration-backup', `${environment} has no earlier configuration`, `They are kept below ${folder}.`));
  if (at === undefined || names.includes(at)) return ok(at ?? newest);
  const near = nearMiss(at, names);
  const remedy = `There are ${names.slice(0, 5).join(', ')}${names.length > 5 ? ' and older ones' : ''}${near === undefined ? '' : `; did you mean ${near}?`}`;
  return fail({
    ...problem('unknown-configuration-backup', `there is no earlier configuration ${JSON.stringify(at)}`, remedy),
    file: folder,
  });
}

/** What cannot be read must not take the place of what can. */
async function checkBackup(root: string, environment: string, name: string): Promise<Result<void>> {
  const folder = join(configurationBackups(root, environment), name);
  const files = (await filesOfBackup(root, environment, name)).filter((file) => file.endsWith('.env'));
  const read = await Promise.all(files.map((file) => readEnvText(join(folder, file), relative(root, join(folder, file)))));
  const diagnostics = read.flatMap((result) => (result.ok ? [] : result.diagnostics));
  if (files.length === 0)
    return fail({
      ...problem('empty-backup', 'there is no configuration in it', 'Choose another with --at.'),
      file: relative(root, folder),
    });
  return diagnostics.length > 0 ? fail(...diagnostics) : ok();
}

/** Env files of the backup that are missing or different now. */
async function differing(root: string, environment: string, name: string): Promise<string[]> {
  const source = join(configurationBackups(root, environment), name);
  const target = environmentPaths(root, environment).configuration;
  const different: string[] = [];
  for (const file of await filesOfBackup(root, environment, name)) {
    if (!file.endsWith('.env')) continue;
    const now = await readFile(join(target, file), 'utf8').catch(() => undefined);
    if (now !== (await readFile(join(source, file), 'utf8'))) different.push(relative(root, join(target, file)));
  }
  return different;
}

/** May be done again from the start at any time, until the journal is gone. */
async function bringBack(root: string, environment: string, name: string): Promise<void> {
  const source = join(configurationBackups(root, environment), name);
  const target = environmentPaths(root, environment).configuration;
  const files = await filesOfBackup(root, environment, name);
  for (const file of files) {
    await writeAtomically(await behindLinks(join(target, file)), await readFile(join(source, file), 'utf8'));
    const state = join(preparedFolder, file.replace(/\.env$/, '.json'));
    // What the file was prepared from then is not known.
    if (file.endsWith('.env') && !files.includes(state)) await rm(join(target, state), { force: true });
  }
  await rm(journal(root, environment));
}
