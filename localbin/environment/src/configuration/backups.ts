import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { writeAtomically } from '../atomicWrite.js';
import { isAlive } from '../isAlive.js';
import { environmentPaths } from '../paths.js';
import { preparedFolder } from './preparedState.js';

/** The folder of an environment's earlier configurations, one folder each, named by its time. */
export function configurationBackups(root: string, environment: string): string {
  return join(environmentPaths(root, environment).backup, 'config');
}

const backupName = /^\d{8}T\d{6}Z(-\d+)?$/;

/** The names of the earlier configurations that are kept, newest first. */
export async function listConfigurationBackups(root: string, environment: string): Promise<string[]> {
  const entries = await readdir(configurationBackups(root, environment), { withFileTypes: true }).catch(() => []);
  return entries
    .flatMap((entry) => (entry.isDirectory() && backupName.test(entry.name) ? [entry.name] : []))
    .sort(byTime)
    .reverse();
}

/** The time as folders of backups are named: `20261122T014227Z`. */
export function timestampOf(now: Date): string {
  return now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

/** The files that make the configuration of an environment, relative to its folder: env files, and from what they were prepared. */
export async function configurationFiles(root: string, environment: string): Promise<string[]> {
  return filesOf(environmentPaths(root, environment).configuration);
}

/** The same of an earlier configuration. */
export function filesOfBackup(root: string, environment: string, name: string): Promise<string[]> {
  return filesOf(join(configurationBackups(root, environment), name));
}

/** Keeps a copy of the whole configuration and returns its name; undefined when there is nothing to keep. It is there as a whole or not at all. */
export async function backUpConfiguration(root: string, environment: string, now: Date): Promise<string | undefined> {
  const source = environmentPaths(root, environment).configuration;
  const files = await configurationFiles(root, environment);
  if (!files.some((file) => file.endsWith('.env'))) return undefined;
  const folder = configurationBackups(root, environment);
  await sweepAbandoned(folder);
  const draft = join(folder, `.${process.pid}-${randomBytes(4).toString('hex')}.partial`);
  try {
    for (const file of files) await writeAtomically(join(draft, file), await readFile(join(source, file), 'utf8'));
    return await place(draft, folder, timestampOf(now));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

/** Adds a component's configuration to the backup of `name`, before it is removed. */
export async function keepConfiguration(root: string, environment: string, component: string, name: string): Promise<void> {
  const source = environmentPaths(root, environment).configuration;
  const own = [`${component}.env`, join(preparedFolder, `${component}.json`)];
  const present = new Set(await configurationFiles(root, environment));
  for (const file of own.filter((candidate) => present.has(candidate)))
    await writeAtomically(join(configurationBackups(root, environment), name, file), await readFile(join(source, file), 'utf8'));
}

/** Two in one second differ by a number. A folder takes its name in one step, unless another has it already. */
async function place(draft: string, folder: string, timestamp: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? timestamp : `${timestamp}-${number}`;
    try {
      await rename(draft, join(folder, name));
      return name;
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

async function filesOf(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const [path, ending] of [
    [folder, '.env'],
    [join(folder, preparedFolder), '.json'],
  ] as const) {
    const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
    for (const entry of entries)
      if (entry.name.endsWith(ending) && !entry.name.startsWith('.') && (entry.isFile() || entry.isSymbolicLink()))
        files.push(relative(folder, join(path, entry.name)));
  }
  return files.sort();
}

/** What somebody left who was killed while copying. */
async function sweepAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const writer = /^\.(\d+)-[0-9a-f]{8}\.partial$/.exec(name)?.[1];
    if (writer !== undefined && !isAlive(Number(writer))) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function byTime(a: string, b: string): number {
  const [first = '', one = '1'] = a.split('-');
  const [second = '', two = '1'] = b.split('-');
  return first === second ? Number(one) - Number(two) : first < second ? -1 : 1;
}
