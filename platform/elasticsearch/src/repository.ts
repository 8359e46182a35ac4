import { randomBytes } from 'node:crypto';
import { HookFailure } from '@dust-workspace/component/hooks';
import { ask, NoAnswer, Refused, type Context } from './ask.js';
import { patience, type Patience } from './patience.js';
import { until } from './until.js';

const prefix = { backup: 'dsw-backup-', restore: 'dsw-restore-' } as const;

/** The name of a repository for one backup or restore, of its folder, and of the snapshot in it. Nobody else makes such names. */
export function temporaryRepository(use: keyof typeof prefix): string {
  return `${prefix[use]}${randomBytes(6).toString('hex')}`;
}

export interface RepositorySettings {
  /** Its folder, from the one for snapshots in the volume. */
  readonly location: string;
  readonly readonly?: boolean;
}

/** Registers a repository of files. Elasticsearch checks that it can write there, or, if it is only to be read, that it is one. */
export async function registerRepository(context: Context, name: string, settings: RepositorySettings): Promise<void> {
  try {
    await ask(context, 'PUT', `_snapshot/${name}`, { body: { type: 'fs', settings } });
  } catch (error) {
    if (error instanceof Refused && error.message.includes('path.repo'))
      throw new HookFailure(`Elasticsearch may not write snapshots: ${error.message}`, 'path.repo must be snapshots/ in its volume.');
    throw error;
  }
}

/** Takes away every repository that a backup or restore made, also one that was killed: snapshots, which end if they still go on, and files. */
export async function removeTemporaryRepositories(context: Context, how: Patience = patience): Promise<void> {
  const { body } = await ask(context, 'GET', '_snapshot');
  for (const name of Object.keys(body as object).filter((found) => Object.values(prefix).some((start) => found.startsWith(start)))) {
    if (name.startsWith(prefix.backup)) await deleteSnapshot(context, name, how);
    await ask(context, 'DELETE', `_snapshot/${name}`, { accept: [404] });
  }
  await context.run(['sh', '-c', 'rm -rf "$DSW_VOLUME"/snapshots/dsw-backup-* "$DSW_VOLUME"/snapshots/dsw-restore-*']);
}

/** One that still goes on ends first, which may take longer than an answer may. Where the files are gone there is nothing to delete. */
async function deleteSnapshot(context: Context, name: string, how: Patience): Promise<void> {
  try {
    await ask(context, 'DELETE', `_snapshot/${name}/${name}`, { accept: [404, 500], patience: how });
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    await until(context.signal, async () => {
      const { body, status } = await ask(context, 'GET', `_snapshot/${name}/${name}?ignore_unavailable=true`, { accept: [404, 500] });
      const { snapshots = [] } = body as { snapshots?: readonly unknown[] };
      return status !== 200 || snapshots.length === 0 ? true : undefined;
    });
  }
}
