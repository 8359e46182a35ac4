import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import { ok, type Component, type Result } from '@dust-workspace/component';
import { writeAtomically } from './atomicWrite.js';
import { backUpConfiguration } from './configuration/backups.js';
import { planChange, type PlannedChange } from './configuration/planChange.js';
import { preparedStateFile, writePreparedState } from './configuration/preparedState.js';
import { isThere } from './isThere.js';
import { templateOf } from './configuration/templates.js';
import type { RandomBytes } from './configuration/generate.js';
import { configurationFile, projectEnvFile } from './paths.js';

/** What becomes of one file of an environment's configuration. Paths are relative to the workspace. */
export interface ConfigurationChange {
  readonly kind: 'created' | 'changed' | 'kept';
  readonly file: string;
  readonly template: string;
}

export interface PrepareOptions {
  readonly root: string;
  readonly environment: string;
  readonly components: readonly Component[];
  /** Instead of the one that was asked for the last time, the environment's own, or `default`. Components that it lacks have `default`. */
  readonly template?: string;
  readonly random: RandomBytes;
}

/** Makes `env/project.env` from its template. Kept as it is when it exists already. */
export async function prepareProjectEnv(root: string): Promise<ConfigurationChange | undefined> {
  const change = planProjectEnv(root);
  const file = projectEnvFile(root);
  if (change?.kind === 'created') await writeAtomically(file, await readFile(`${file}.template`, 'utf8'));
  return change;
}

/** What `prepareProjectEnv` would do. */
export function planProjectEnv(root: string): ConfigurationChange | undefined {
  const file = projectEnvFile(root);
  const template = `${file}.template`;
  const change = { file: relative(root, file), template: relative(root, template) };
  if (isThere(file)) return { kind: 'kept', ...change };
  return existsSync(template) ? { kind: 'created', ...change } : undefined;
}

/**
 * Makes the files that are missing, with their placeholders filled. Existing files are not even read: they may hold edits, and
 * `planConfiguration` brings them up to date. A component without a template needs no file.
 */
export async function prepareConfiguration(options: PrepareOptions): Promise<Result<ConfigurationChange[]>> {
  const { root, environment, components } = options;
  const missing = components.filter(({ name }) => !isThere(configurationFile(root, environment, name)));
  const planned = await planConfiguration({ ...options, components: missing });
  if (!planned.ok) return planned;
  await applyConfiguration(root, environment, planned.value);
  return ok(planned.value);
}

/** What a preparation would make of the configuration of `components`. Reads only, and refuses everything when one file cannot be read. */
export async function planConfiguration(options: PrepareOptions): Promise<Result<PlannedChange[]>> {
  const planned = await Promise.all(options.components.map((component) => planChange(component, options)));
  const diagnostics = planned.flatMap((result) => (result.ok ? [] : result.diagnostics));
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  return ok(planned.flatMap((result) => (result.ok && result.value !== undefined ? [result.value] : [])));
}

/**
 * Writes what was planned, each file in one step. The previous state as a whole is kept first when files change; returns its name. After a kill
 * anywhere, planning again finds what is left to do: what a file was made from is written down only behind the file itself.
 */
export async function applyConfiguration(
  root: string,
  environment: string,
  planned: readonly PlannedChange[],
  now: Date = new Date(),
): Promise<string | undefined> {
  const changes = planned.some(({ kind }) => kind === 'changed');
  const backup = changes ? await backUpConfiguration(root, environment, now) : undefined;
  for (const { kind, component, text, state } of planned) {
    if (kind !== 'kept') await writeAtomically(await behindLinks(configurationFile(root, environment, component)), text);
    if (state !== undefined) await writePreparedState(preparedStateFile(root, environment, component), state);
  }
  return backup;
}

/** A person's link to a file elsewhere stays one. */
export async function behindLinks(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/** Whether the configuration of a component has been prepared, as far as there is a template for it. */
export function isConfigured(root: string, environment: string, component: Component): boolean {
  if (isThere(configurationFile(root, environment, component.name))) return true;
  return templateOf(root, component.name, [environment, 'default']) === undefined;
}
