import { basename } from 'node:path';
import { chooseSet, type ChosenSet } from '@dust-workspace/backup';
import { ok, type Result } from '@dust-workspace/component';
import type { BackupChoices } from '../request.js';
import type { Base } from '../session.js';
import { openStore } from './openStore.js';

export interface ChosenForCopy {
  readonly set: ChosenSet;
  /** All that the set holds. */
  readonly held: readonly string[];
  /** Those that were named, or else all, as far as they are components of this workspace. */
  readonly names: readonly string[];
}

/** The set of this environment that is to be brought up as another one, and what of it. */
export async function chooseForCopy(
  base: Base,
  request: BackupChoices & { readonly names: readonly string[] },
): Promise<Result<ChosenForCopy>> {
  const { catalog, selection } = base;
  const store = await openStore(base);
  if (!store.ok) return store;
  const set = await chooseSet({
    store: store.value,
    workspace: basename(catalog.root),
    environment: selection.environment,
    components: request.names,
    incomplete: request.force === true,
    ...(request.set === undefined ? {} : { wanted: request.set }),
  });
  if (!set.ok) return set;
  const held = set.value.manifest.snapshots.map(({ component }) => component);
  const names = (request.names.length > 0 ? request.names : held).filter((name) => catalog.components.has(name));
  return ok({ set: set.value, held, names });
}
