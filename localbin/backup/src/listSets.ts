import type { Diagnostic, Result } from '@dust-workspace/component';
import { ok } from '@dust-workspace/component';
import { readSet } from './readSet.js';
import type { SetSummary } from './setSummary.js';
import { summaryOf } from './setSummary.js';
import type { Store } from './stores/store.js';

export interface SetListing {
  /** Sound sets, complete or not, the newest first. */
  readonly sets: readonly SetSummary[];
  /** Warnings about everything else that lies there. Sets that are being written are no problem. */
  readonly diagnostics: readonly Diagnostic[];
}

/** All sets of a store. Manifests are checked against their checksums, the data are not read. Fails where the store cannot be reached. */
export async function listSets(store: Store): Promise<Result<SetListing>> {
  const ids = await store.ids();
  if (!ids.ok) return ids;
  const sets: SetSummary[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const id of ids.value) {
    const manifest = await readSet(store, id);
    if (manifest.ok) sets.push(summaryOf(manifest.value, await store.stamps(id)));
    else diagnostics.push(...manifest.diagnostics.map((diagnostic) => ({ ...diagnostic, severity: 'warning' as const })));
  }
  return ok({ sets, diagnostics: [...(await store.strangers()), ...diagnostics] });
}
