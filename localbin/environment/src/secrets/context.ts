import { join } from 'node:path';
import type { Component } from '@dust-workspace/component';
import { sweepAbandoned } from '../atomicWrite.js';
import type { Keyring } from './keyring.js';
import { sweepScratch } from './scratch.js';

/** What the verbs of secrets work with. */
export interface SecretsContext {
  /** Absolute path of the workspace. */
  readonly root: string;
  readonly environment: string;
  readonly processEnv: NodeJS.ProcessEnv;
  readonly now: Date;
  readonly keyring: Keyring;
  /** All components of the workspace. */
  readonly components: readonly Component[];
  /** What was done, as it is done. Never holds a value. */
  readonly emit: (event: SecretsEvent) => void;
  /** Says what would be done, and changes nothing. */
  readonly dryRun?: boolean | undefined;
}

export type SecretsEvent =
  | { readonly kind: 'written' | 'planned' | 'unchanged'; readonly file: string; readonly detail: string }
  /** People who are recipients no longer have seen the present values of these variables. */
  | { readonly kind: 'seen'; readonly file: string; readonly people: readonly string[]; readonly names: readonly string[] }
  | { readonly kind: 'note'; readonly text: string };

/** Where the secrets of a component are: encrypted, and in plain text. Paths are absolute, files relative to the workspace. */
export interface CryptPlace {
  readonly component: Component;
  readonly path: string;
  readonly file: string;
  readonly plainPath: string;
  readonly plainFile: string;
}

export function cryptPlace(component: Component, environment: string): CryptPlace {
  const name = `.env.${environment}`;
  return {
    component,
    path: join(component.directory, `${name}.crypt`),
    file: `${component.root}/${name}.crypt`,
    plainPath: join(component.directory, name),
    plainFile: `${component.root}/${name}`,
  };
}

/** Removes plain text, and whatever else, that verbs have left that were killed. Every verb of secrets begins with this. */
export async function sweepSecrets({ components, environment, processEnv, dryRun }: SecretsContext): Promise<void> {
  if (dryRun === true) return;
  const places = components.map((component) => cryptPlace(component, environment));
  await Promise.all([
    sweepScratch(processEnv),
    ...places.flatMap(({ path, plainPath }) => [sweepAbandoned(path), sweepAbandoned(plainPath)]),
  ]);
}
