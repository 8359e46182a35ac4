import type { Context } from './ask.js';

/** Why the files of a snapshot cannot be fetched here. */
export async function snapshotUnavailable(context: Context): Promise<string | undefined> {
  const { exitCode } = await context.exec(['sh', '-c', 'command -v tar']);
  return exitCode === 0 ? undefined : 'tar is not installed';
}
