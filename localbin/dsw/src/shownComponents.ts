import type { Workspace } from '@dust-workspace/lifecycle';
import type { GlobalOptions } from './options.js';

/** Whose state is shown: those that were named, those of a profile that was named, or all, for which no names stand. */
export function shownComponents(
  workspace: Workspace,
  names: readonly string[],
  { profile }: Pick<GlobalOptions, 'profile'>,
): readonly string[] {
  return names.length === 0 && profile !== undefined ? workspace.profileWithNeeds : names;
}
