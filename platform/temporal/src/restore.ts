import { HookFailure, type SnapshotReader } from '@dust-workspace/component/hooks';
import { lastLine, type Context } from './client.js';

/** The files of a snapshot, and of a database's folder: the database, and when the last of what is in it had happened. */
export const databaseFile = 'temporal.db';
export const momentFile = 'moment';

/**
 * Puts the database beside the one that the server has open. The server holds much of its own in memory and would write it into another database:
 * `scripts/serve.sh` puts this one in place at the next start, before the server opens it.
 */
export async function restore({ exec, log }: Context, snapshot: SnapshotReader): Promise<void> {
  const write = async (command: string, name?: string): Promise<void> => {
    const stdin = name === undefined ? {} : { stdin: snapshot.file(name) };
    const { exitCode, stderr } = await exec(['sh', '-c', `umask 077; cd "$DSW_VOLUME"; ${command}`], stdin);
    if (exitCode !== 0) throw new HookFailure(`the database could not be written: ${lastLine(stderr)}`, 'The disk may be full.');
  };
  await write('rm -rf restored.partial restored && mkdir restored.partial');
  for (const name of [databaseFile, momentFile]) await write(`exec cat >restored.partial/${name}`, name);
  await write('sync restored.partial/* && mv restored.partial restored');
  log('the database is in place; the server opens it at its next start');
}
