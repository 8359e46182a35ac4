import { fail, ok, problem, type Result } from '@dust-workspace/component';
import type { Store } from '../stores/store.js';

/** How many ids are named where many would do. */
const shown = 5;

/** The id that `wanted` is, or is the beginning of. */
export async function findSet(store: Store, wanted: string): Promise<Result<string>> {
  const ids = await store.ids();
  if (!ids.ok) return ids;
  const matches = ids.value.includes(wanted) ? [wanted] : ids.value.filter((id) => wanted !== '' && id.startsWith(wanted));
  const [id, ...others] = matches;
  if (id === undefined)
    return fail(
      problem('set-not-found', `there is no set ${JSON.stringify(wanted)} in ${store.description}`, 'dsw backup-list shows them.'),
    );
  if (others.length === 0) return ok(id);
  return fail(
    problem(
      'set-ambiguous',
      `${JSON.stringify(wanted)} may mean any of ${matches.length} sets`,
      `Name one of them: ${matches.slice(0, shown).join(', ')}${matches.length > shown ? ', …' : '.'}`,
    ),
  );
}
