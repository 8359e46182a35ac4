import { dirname, join } from 'node:path';
import type { Diagnostic, Result } from '@dust-workspace/component';
import { fail, ok, problem } from '@dust-workspace/component';
import { setIds } from './listSets.js';
import { readSet } from './readSet.js';
import type { SetManifest } from './setManifest.js';

export interface SetChoice {
  /** `env/backup/<environment>/sets`, absolute. */
  readonly setsFolder: string;
  /** The name of this workspace. */
  readonly workspace: string;
  readonly environment: string;
  /** Each of them must be in the set. */
  readonly components: readonly string[];
  /** An id, or the beginning of just one; the newest set with all components by default. */
  readonly wanted?: string;
}

/** A set whose manifest is sound. Its data are checked by `checkSnapshot`. */
export interface ChosenSet {
  readonly id: string;
  /** Absolute. */
  readonly folder: string;
  readonly manifest: SetManifest;
  /** What a person should know before its data are used, such as that it comes from another workspace. */
  readonly notices: readonly string[];
}

/**
 * The set to restore from. A set that cannot be used and is newer than any that can is an error that names it: going on with an older one
 * is a decision for a person. Sets that merely lack a component are passed over.
 */
export async function chooseSet(choice: SetChoice): Promise<Result<ChosenSet>> {
  const ids = await setIds(choice.setsFolder);
  if (choice.wanted !== undefined) return chooseNamed(choice, choice.wanted, ids);
  for (const [index, id] of ids.entries()) {
    const set = await usableSet(choice, id);
    if (!set.ok) return fail(...(await withRemedy(set.diagnostics, choice, ids.slice(index + 1))));
    if (missingFrom(set.value, choice.components).length === 0) return set;
  }
  return fail(noSet(choice));
}

/** The newest other set that could be restored from, as far as its manifest tells. */
export async function otherSet(set: ChosenSet, component: string): Promise<string | undefined> {
  const { workspace, environment } = set.manifest;
  const setsFolder = dirname(set.folder);
  const ids = (await setIds(setsFolder)).filter((id) => id !== set.id);
  return firstUsable({ setsFolder, workspace, environment, components: [component] }, ids);
}

async function chooseNamed(choice: SetChoice, wanted: string, ids: readonly string[]): Promise<Result<ChosenSet>> {
  const matches = ids.includes(wanted) ? [wanted] : ids.filter((id) => wanted !== '' && id.startsWith(wanted));
  const [id, ...others] = matches;
  if (id === undefined)
    return fail(problem('set-not-found', `there is no set ${JSON.stringify(wanted)} in ${choice.setsFolder}`, available(ids)));
  if (others.length > 0)
    return fail(
      problem(
        'set-ambiguous',
        `${JSON.stringify(wanted)} may mean any of ${matches.length} sets`,
        `Name one of them: ${matches.join(', ')}.`,
      ),
    );
  const set = await usableSet(choice, id);
  if (!set.ok)
    return fail(
      ...(await withRemedy(
        set.diagnostics,
        choice,
        ids.filter((other) => other !== id),
      )),
    );
  const missing = missingFrom(set.value, choice.components);
  if (missing.length === 0) return set;
  const present = set.value.manifest.snapshots.map(({ component }) => component);
  return fail(problem('set-lacks-component', `the set ${id} holds no backup of ${missing.join(', ')}`, `It holds ${present.join(', ')}.`));
}

async function usableSet({ setsFolder, workspace, environment }: SetChoice, id: string): Promise<Result<ChosenSet>> {
  const manifest = await readSet(setsFolder, id);
  if (!manifest.ok) return manifest;
  const folder = join(setsFolder, id);
  if (manifest.value.environment !== environment)
    return fail(
      problem('set-foreign', `the set ${folder} was made in the environment ${manifest.value.environment}, not in ${environment}`),
    );
  const origin = manifest.value.workspace;
  const notices = origin === workspace ? [] : [`the set ${id} comes from the workspace ${origin}, this is ${workspace}`];
  return ok({ id, folder, manifest: manifest.value, notices });
}

/** Names the set that could be used instead. */
async function withRemedy(diagnostics: readonly Diagnostic[], choice: SetChoice, others: readonly string[]): Promise<Diagnostic[]> {
  const instead = await firstUsable(choice, others);
  return diagnostics.map(({ remedy, ...diagnostic }) => ({ ...diagnostic, remedy: `${remedy ?? ''} ${insteadRemedy(instead)}`.trim() }));
}

/** What to do about a set that cannot be used. */
export function insteadRemedy(instead: string | undefined): string {
  return instead === undefined ? 'No other set here can be used instead.' : `To use another set: --set ${instead}`;
}

async function firstUsable(choice: SetChoice, ids: readonly string[]): Promise<string | undefined> {
  for (const id of ids) {
    const set = await usableSet(choice, id);
    if (set.ok && missingFrom(set.value, choice.components).length === 0) return id;
  }
  return undefined;
}

function missingFrom({ manifest }: ChosenSet, components: readonly string[]): string[] {
  return components.filter((component) => !manifest.snapshots.some((snapshot) => snapshot.component === component));
}

function noSet({ setsFolder, components }: SetChoice): Diagnostic {
  const what = components.length === 1 ? components.join() : `all of ${components.join(', ')}`;
  return problem('set-none', `${setsFolder} has no set with a backup of ${what}`, 'Make one first: dsw backup.');
}

function available(ids: readonly string[]): string {
  return ids.length === 0 ? 'There are no sets yet. Make one first: dsw backup.' : `The newest are ${ids.slice(0, 5).join(', ')}.`;
}
