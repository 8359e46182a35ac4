import { ok, type Diagnostic, type Result } from '@dust-workspace/component';
import { checksumLine } from '../checksum.js';
import { readSet } from '../readSet.js';
import { formatVersion } from '../setLayout.js';
import type { Consistency, SetManifest } from '../setManifest.js';
import type { SetStamps } from '../setStamps.js';
import { summaryOf, type SetSummary } from '../setSummary.js';
import type { Store } from '../stores/store.js';

/** A sound set, complete or not. */
export interface InventorySet extends SetSummary {
  readonly consistency: Consistency;
}

/** A set of which the manifest does not tell what it is: it is damaged, or of a later version. */
export interface UnreadableSet {
  readonly id: string;
  /** Why, for people, as a warning. */
  readonly diagnostic: Diagnostic;
  readonly stamps: SetStamps;
}

/** All that lies in a store. */
export interface Inventory {
  /** The newest first, as the others. */
  readonly sets: readonly InventorySet[];
  readonly unreadable: readonly UnreadableSet[];
  /** Warnings about what else lies there. */
  readonly strangers: readonly Diagnostic[];
}

/** What lies in a store, sound or not. Manifests are checked against their checksums; the data are not read. */
export async function takeInventory(store: Store): Promise<Result<Inventory>> {
  const ids = await store.ids();
  if (!ids.ok) return ids;
  const sets: InventorySet[] = [];
  const unreadable: UnreadableSet[] = [];
  for (const id of ids.value) {
    const stamps = await store.stamps(id);
    const manifest = await readQuickly(store, id);
    if (manifest.ok) sets.push({ ...summaryOf(manifest.value, stamps), consistency: manifest.value.consistency });
    else unreadable.push(...manifest.diagnostics.slice(0, 1).map((found) => ({ id, diagnostic: asWarning(found), stamps })));
  }
  return ok({ sets, unreadable, strangers: await store.strangers() });
}

/**
 * A manifest that matches its checksum is what was written, so that its shape need not be checked again: of a thousand sets, that would take most of
 * the time. Everything else is left to the reader that says what is wrong.
 */
async function readQuickly(store: Store, id: string): Promise<Result<SetManifest>> {
  const stored = await store.manifest(id);
  if (!stored.ok || stored.value.checksum !== checksumLine(stored.value.content)) return readSet(store, id);
  const manifest = parseJson(stored.value.content.toString());
  const isKnown = manifest?.formatVersion === formatVersion && manifest.id === id;
  return isKnown ? ok(manifest as SetManifest) : readSet(store, id);
}

function parseJson(text: string): Partial<SetManifest> | undefined {
  try {
    return (JSON.parse(text) ?? undefined) as Partial<SetManifest> | undefined;
  } catch {
    return undefined;
  }
}

function asWarning(diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, severity: 'warning' };
}
