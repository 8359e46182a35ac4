import { takeInventory, type Inventory } from '@dust-workspace/backup';
import { ok, type Result } from '@dust-workspace/component';
import type { Base } from '../session.js';
import { openStore } from './openStore.js';

/** The sets of an environment, sound or not, the newest first. */
export interface BackupListing extends Inventory {
  readonly environment: string;
  /** Where they are kept, for people. */
  readonly store: string;
  readonly listedAt: Date;
}

/** Reads what there is of backups; nothing is changed, and no data are read. */
export async function listBackups(base: Base): Promise<Result<BackupListing>> {
  const store = await openStore(base);
  if (!store.ok) return store;
  const inventory = await takeInventory(store.value);
  if (!inventory.ok) return inventory;
  return ok({ environment: base.selection.environment, store: store.value.description, listedAt: base.now(), ...inventory.value });
}
