import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Instance, Place } from '../runtime.js';

/** The marks on everything that is ours in a container engine. What does not carry them is never touched. */
export const labels = {
  /** Absolute path of the workspace. */
  workspace: 'org.dust-workspace.workspace',
  environment: 'org.dust-workspace.environment',
  component: 'org.dust-workspace.component',
  /** Hash of what the compose file says, without values. */
  definition: 'org.dust-workspace.definition',
  /** Hash of what the compose file says, with values. */
  configuration: 'org.dust-workspace.configuration',
  /** In place of `component`, on a container that was made for one command: in whose context that runs. */
  command: 'org.dust-workspace.command',
  /** On the same: who runs the command. */
  runner: 'org.dust-workspace.runner',
} as const;

export function placeLabels({ workspace, environment }: Place): Record<string, string> {
  return { [labels.workspace]: workspace, [labels.environment]: environment };
}

export function instanceLabels(instance: Instance): Record<string, string> {
  return { ...placeLabels(instance), [labels.component]: instance.component.name };
}

/** A filter of the Engine API that finds what is ours in an environment. */
export function placeFilter(place: Place): { label: string[] } {
  return { label: Object.entries(placeLabels(place)).map(([name, value]) => `${name}=${value}`) };
}

/** The Compose project of an environment: the folder's name for people, a hash of its path since two checkouts may share that name. */
export function projectName({ workspace, environment }: Place): string {
  const name = basename(workspace)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 24);
  const hash = createHash('sha256').update(workspace).digest('hex').slice(0, 6);
  return `${name === '' ? 'workspace' : name}-${hash}-${environment}`;
}
