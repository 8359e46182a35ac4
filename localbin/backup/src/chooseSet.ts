import type { Diagnostic, Result } from '@dust-workspace/component';
import { fail, ok, problem } from '@dust-workspace/component';
import { readSet } from './readSet.js';
import type { SetManifest } from './setManifest.js';
import type { Store } from './stores/store.js';

export interface SetChoice {
  readonly store: Store;
  /** The name of this workspace. */
  readonly workspace: string;
  readonly environment: string;
  /** Each of them must be in the set. */
  readonly components: readonly string[];
  /** An id, or the beginning of just one; the newest set with all components by default. */
  readonly wanted?: string | undefined;
  /** Whether an incomplete set will do. */
  readonly incomplete?: boolean | undefined;
}

/** A set whose manifest is sound. Its data are checked by `checkSnapshot`. */
export interface ChosenSet {
  readonly id: string;
  readonly store: Store;
  readonly manifest: SetManifest;
  /** What a person should know before its data are used, such as that it comes from another workspace. */
  readonly notices: readonly string[];
}

/**
 * The set to restore from. A set that cannot be used and is newer than any that can is an error that names it: going on with an older one
 * is a decision for a person. Sets that merely lack a component are passed over, and so are incomplete ones, with a notice.
 */
export async function chooseSet(choice: SetChoice): Promise<Result<ChosenSet>> {
  const ids = await choice.store.ids();
  if (!ids.ok) return ids;
  if (choice.wanted !== undefined) return chooseNamed(choice, choice.wanted, ids.value);
  const passed: string[] = [];
  for (const [index, id] of ids.value.entries()) {
    const set = await usableSet(choice, id);
    if (!set.ok) return fail(...(await withRemedy(set.diagnostics, choice, ids.value.slice(index + 1))));
    if (missingFrom(set.value, choice.components).length > 0) continue;
    if (set.value.manifest.complete) return ok({ ...set.value, notices: [...passed, ...set.value.notices] });
    passed.push(`the newer set ${id} is incomplete and was passed over: ${failuresOf(set.value.manifest)}`);
  }
  return fail(noSet(choice, passed));
}

/** The newest other set that could be restored from, as far as its manifest tells. */
export async function otherSet({ id, store, manifest }: ChosenSet, component: string): Promise<string | undefined> {
  const { workspace, environment } = manifest;
  const ids = await store.ids();
  const others = ids.ok ? ids.value.filter((other) => other !== id) : [];
  return firstUsable({ store, workspace, environment, components: [component] }, others);
}

async function chooseNamed(choice: SetChoice, wanted: string, ids: readonly string[]): Promise<Result<ChosenSet>> {
  const matches = ids.includes(wanted) ? [wanted] : ids.filter((id) => wanted !== '' && id.startsWith(wanted));
  const [id, ...others] = matches;
  if (id === undefined) {
    const message = `there is no set ${JSON.stringify(wanted)} in ${choice.store.description}`;
    return fail(problem('set-not-found', message, available(ids)));
  }
  if (others.length > 0) {
    const message = `${JSON.stringify(wanted)} may mean any of ${matches.length} sets`;
    return fail(problem('set-ambiguous', message, `Name one of them: ${matches.join(', ')}.`));
  }
  const set = await namedSet(choice, id);
  const instead = ids.filter((other) => other !== id);
  return set.ok ? set : fail(...(await withRemedy(set.diagnostics, choice, instead)));
}

async function namedSet(choice: SetChoice, id: string): Promise<Result<ChosenSet>> {
  const set = await usableSet(choice, id);
  if (!set.ok) return set;
  const { manifest } = set.value;
  if (!manifest.complete && choice.incomplete !== true)
    return fail(problem('set-incomplete', `the set ${id} is incomplete: ${failuresOf(manifest)}`, 'To use what it holds: --force.'));
  const missing = missingFrom(set.value, choice.components);
  if (missing.length === 0) return set;
  const present = manifest.snapshots.map(({ component }) => component);
  return fail(problem('set-lacks-component', `the set ${id} holds no backup of ${missing.join(', ')}`, `It holds ${present.join(', ')}.`));
}

async function usableSet({ store, workspace, environment }: SetChoice, id: string): Promise<Result<ChosenSet>> {
  const read = await readSet(store, id);
  if (!read.ok) return read;
  const manifest = read.value;
  if (manifest.environment !== environment)
    return fail(problem('set-foreign', `the set ${id} was made in the environment ${manifest.environment}, not in ${environment}`));
  const origin = manifest.workspace;
  const notices = origin === workspace ? [] : [`the set ${id} comes from the workspace ${origin}, this is ${workspace}`];
  return ok({ id, store, manifest, notices });
}

function failuresOf({ failures }: SetManifest): string {
  return failures.map(({ component, reason }) => `${component} failed (${reason})`).join(', ');
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
    if (set.ok && set.value.manifest.complete && missingFrom(set.value, choice.components).length === 0) return id;
  }
  return undefined;
}

function missingFrom({ manifest }: ChosenSet, components: readonly string[]): string[] {
  return components.filter((component) => !manifest.snapshots.some((snapshot) => snapshot.component === component));
}

function noSet({ store, components }: SetChoice, passed: readonly string[]): Diagnostic {
  const what =
    components.length > 1
      ? ` with a backup of all of ${components.join(', ')}`
      : components.map((name) => ` with a backup of ${name}`).join('');
  const message = `${store.description} has no ${passed.length === 0 ? '' : 'complete '}set${what}`;
  return problem('set-none', [message, ...passed].join('; '), 'Make one first: dsw backup.');
}

function available(ids: readonly string[]): string {
  return ids.length === 0 ? 'There are no sets yet. Make one first: dsw backup.' : `The newest are ${ids.slice(0, 5).join(', ')}.`;
}
