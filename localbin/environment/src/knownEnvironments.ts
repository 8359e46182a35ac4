import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkEnvironmentName } from './environmentName.js';
import { environmentPaths } from './paths.js';
import { templateNames } from './configuration/templates.js';

/** An environment of which there is anything in the workspace. */
export interface KnownEnvironment {
  readonly name: string;
  /** Whether it has templates of its own; otherwise it takes those of `default`. */
  readonly template: boolean;
  /** Whether it has a folder: configuration, ports, or something that ran. */
  readonly made: boolean;
  /** Components whose configuration is prepared. */
  readonly prepared: readonly string[];
  /** How many backup sets and earlier configurations are kept. */
  readonly backups: { readonly sets: number; readonly configurations: number };
}

/** All environments that have a folder, templates or backups, by name. `default` is a template only, unless somebody made it. */
export function knownEnvironments(root: string): KnownEnvironment[] {
  const made = foldersIn(join(root, 'env'));
  const templates = templateNames(root);
  const backedUp = foldersIn(join(root, 'env', 'backup'));
  const names = new Set([...made, ...templates.filter((name) => name !== 'default'), ...backedUp]);
  return [...names]
    .filter((name) => checkEnvironmentName(name).ok)
    .sort()
    .map((name) => {
      const { configuration, sets, backup } = environmentPaths(root, name);
      return {
        name,
        template: templates.includes(name),
        made: made.includes(name),
        prepared: namesIn(configuration).flatMap((file) => (file.endsWith('.env') && !file.startsWith('.') ? [file.slice(0, -4)] : [])),
        backups: { sets: foldersIn(sets).length, configurations: foldersIn(join(backup, 'config')).length },
      };
    });
}

function foldersIn(path: string): string[] {
  return entriesOf(path).flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith('.') ? [entry.name] : []));
}

function namesIn(path: string): string[] {
  return entriesOf(path).map(({ name }) => name);
}

function entriesOf(path: string): ReturnType<typeof readEntries> {
  try {
    return readEntries(path);
  } catch {
    return [];
  }
}

function readEntries(path: string) {
  return readdirSync(path, { withFileTypes: true });
}
