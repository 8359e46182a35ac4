import { createHash } from 'node:crypto';
import { basename, isAbsolute, join } from 'node:path';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { environmentPaths } from '@dust-workspace/environment';
import type { Base } from '../session.js';

/** The setting that says where backups are kept. */
export const storeVariable = 'DSW_BACKUP_STORE';

export type StoreSetting =
  | { readonly kind: 'folder'; /** Absolute. */ readonly sets: string; readonly own: boolean }
  /** `cache` is the folder in which what is known of the repository is kept on this machine. Absolute. */
  | { readonly kind: 'restic'; readonly repository: string; readonly cache: string };

/**
 * Where the sets of the environment are kept: `env/backup/<environment>/sets`, or what DSW_BACKUP_STORE says: the absolute path of a folder, in which each workspace and environment has its own, or
 * `restic:` and the name of a repository.
 */
export function storeSetting({ catalog, selection, processEnv }: Pick<Base, 'catalog' | 'selection' | 'processEnv'>): Result<StoreSetting> {
  const paths = environmentPaths(catalog.root, selection.environment);
  const value = processEnv[storeVariable] ?? selection.project.entries.get(storeVariable)?.value ?? '';
  if (value === '') return ok({ kind: 'folder', sets: paths.sets, own: true });
  if (isAbsolute(value))
    return ok({ kind: 'folder', sets: join(value, basename(catalog.root), selection.environment, 'sets'), own: false });
  const [, repository = ''] = /^restic:(?:local:)?(.+)$/.exec(value) ?? [];
  if (isAbsolute(repository) || /^[a-z0-9]+:./.test(repository))
    return ok({ kind: 'restic', repository, cache: join(paths.backup, 'restic', markOf(repository)) });
  return fail(
    problem(
      'store-unknown',
      `the value of ${storeVariable} is no place for backups`,
      'Write the absolute path of a folder, or restic: and the name of a repository (restic:/srv/backup, restic:sftp:host:/srv/backup), or remove it.',
    ),
  );
}

/** What is known of one repository must not be taken for another. Its name may hold a password. */
function markOf(repository: string): string {
  return createHash('sha256').update(repository).digest('hex').slice(0, 12);
}

/** Whether the sets are in a folder, where looking costs next to nothing. */
export function keepsInFolder(base: Pick<Base, 'catalog' | 'selection' | 'processEnv'>): boolean {
  const setting = storeSetting(base);
  return setting.ok && setting.value.kind === 'folder';
}
