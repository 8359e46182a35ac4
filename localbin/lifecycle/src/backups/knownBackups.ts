import { lastBackups, lastKnownBackups, type LastBackup } from '@dust-workspace/backup';
import { unreachable } from '@dust-workspace/component';
import type { Base } from '../session.js';
import { storeSetting } from './storeSetting.js';

/**
 * The newest backups of components, as far as they are known without asking another machine. Synchronous, for `status` asks it of every component.
 * Components without any are missing from the answer.
 */
export function knownBackups(
  base: Pick<Base, 'catalog' | 'selection' | 'processEnv'>,
  components: readonly string[],
): ReadonlyMap<string, LastBackup> {
  const setting = storeSetting(base);
  if (!setting.ok) return new Map();
  switch (setting.value.kind) {
    case 'folder':
      return lastBackups(setting.value.sets, components);
    case 'restic':
      return lastKnownBackups(setting.value.cache, components);
    default:
      return unreachable(setting.value);
  }
}
