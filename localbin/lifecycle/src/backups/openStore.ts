import { relative } from 'node:path';
import { localStore, type Store } from '@dust-workspace/backup';
import { ok, unreachable, type Result } from '@dust-workspace/component';
import type { Base } from '../session.js';
import { storeSetting } from './storeSetting.js';

/** Where the sets of the environment are kept. */
export async function openStore(base: Base): Promise<Result<Store>> {
  const setting = storeSetting(base);
  if (!setting.ok) return setting;
  const { value } = setting;
  switch (value.kind) {
    case 'folder':
      return ok(localStore(value.sets, value.own ? `${relative(base.catalog.root, value.sets)}/` : undefined));
    case 'restic': {
      const { openResticStore } = await import('./openResticStore.js');
      return openResticStore(base, value);
    }
    default:
      return unreachable(value);
  }
}
