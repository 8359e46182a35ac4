import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic } from '@dust-workspace/component';
import { readSet } from './readSet.js';
import { isSetId } from './setId.js';
import { parseOwnerFileName, parsePartialName } from './setOwner.js';
import type { SetSummary } from './setSummary.js';
import { summaryOf } from './setSummary.js';

export interface SetListing {
  /** Sound sets, the newest first. */
  readonly sets: readonly SetSummary[];
  /** Warnings about everything else that lies there. Sets that are being written are no problem. */
  readonly diagnostics: readonly Diagnostic[];
}

/** All sets of an environment. Manifests are checked against their checksums, the data are not read. No folder means no sets. */
export async function listSets(setsFolder: string): Promise<SetListing> {
  const names = await readdir(setsFolder).catch(() => []);
  const sets: SetSummary[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const name of names.sort().reverse()) {
    if (isSetId(name)) {
      const manifest = await readSet(setsFolder, name);
      if (manifest.ok) sets.push(summaryOf(manifest.value));
      else diagnostics.push(...manifest.diagnostics.map((diagnostic) => ({ ...diagnostic, severity: 'warning' as const })));
    } else if (parsePartialName(name) === undefined && parseOwnerFileName(name) === undefined) {
      diagnostics.push({ severity: 'warning', code: 'set-unknown', message: `${join(setsFolder, name)} is not a set` });
    }
  }
  return { sets, diagnostics };
}

/** The ids of the sets in a folder by their names alone, the newest first. */
export async function setIds(setsFolder: string): Promise<string[]> {
  const names = await readdir(setsFolder).catch(() => []);
  return names.filter(isSetId).sort().reverse();
}
