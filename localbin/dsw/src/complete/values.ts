import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentPaths, projectEnvFile, reservedEnvironmentNames } from '@dust-workspace/environment/paths';
import { peekManifests } from './peekManifests.js';

export interface Candidate {
  readonly value: string;
  readonly description?: string;
}

/** Where values are looked for. */
export interface Place {
  readonly root: string;
  readonly processEnv: NodeJS.ProcessEnv;
  /** What `--env` says. */
  readonly environment: string | undefined;
  /** The component that is on the line already. */
  readonly component: string | undefined;
}

/**
 * What an argument or the value of an option may be, by what it is called in the usage of the command. Reads names of folders and little more, since a
 * person waits between two keys.
 */
export function valuesOf(kind: string, place: Place): Candidate[] {
  const { root } = place;
  switch (kind) {
    case 'component':
    case 'components':
      return peekManifests(root).map(({ name, description }) => ({ value: name, description }));
    case 'environment':
    case 'other-environment':
      return environments(root);
    case 'set':
    case 'sets':
      return sets(place);
    case 'profile':
      return unique(peekManifests(root).flatMap(({ profiles }) => profiles));
    case 'variable':
      return unique(peekManifests(root).flatMap(({ name, variables }) => (name === (place.component ?? name) ? variables : [])));
    case 'runtime':
      return ['auto', 'compose', 'process'].map((value) => ({ value }));
    case 'template':
      return foldersIn(join(root, 'infra', 'configuration')).map((value) => ({ value }));
    case 'timestamp':
      return newestFirst(foldersIn(join(environmentPaths(root, environmentOf(place)).backup, 'config')));
    default:
      return [];
  }
}

function unique(values: readonly string[]): Candidate[] {
  return [...new Set(values)].sort().map((value) => ({ value }));
}

function environments(root: string): Candidate[] {
  const names = [
    'local',
    ...foldersIn(join(root, 'env')),
    ...foldersIn(join(root, 'env', 'backup')),
    ...foldersIn(join(root, 'infra', 'configuration')).filter((name) => name !== 'default'),
  ];
  return unique(names.filter((name) => !reservedEnvironmentNames.includes(name)));
}

function sets(place: Place): Candidate[] {
  const folder = environmentPaths(place.root, environmentOf(place)).sets;
  return newestFirst(foldersIn(folder).filter((name) => /^\d{8}T\d{6}Z-\w+$/.test(name))).map(({ value }) => ({
    value,
    description: componentsOf(join(folder, value)).join(', '),
  }));
}

/** Every component has a folder of its own in a set. */
function componentsOf(set: string): string[] {
  return foldersIn(set).filter((name) => name !== 'env.files');
}

function newestFirst(names: readonly string[]): Candidate[] {
  return [...names]
    .sort()
    .reverse()
    .map((value) => ({ value }));
}

/** The same choice as everywhere, as far as that can be told without judging anything. */
function environmentOf({ root, processEnv, environment }: Place): string {
  const own = environment ?? processEnv['DSW_DEPLOY_ENV'] ?? '';
  if (own !== '') return own;
  return /^\s*(?:export\s+)?DSW_DEPLOY_ENV\s*=\s*["']?([\w-]+)/m.exec(textOf(projectEnvFile(root)))?.[1] ?? 'local';
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function foldersIn(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith('.') ? [entry.name] : []));
  } catch {
    return [];
  }
}
