import type { Context } from './client.js';

/** Why the database cannot be copied while the server runs. */
export async function copyUnavailable({ exec }: Context): Promise<string | undefined> {
  const { exitCode } = await exec(['sh', '-c', 'command -v sqlite3']);
  return exitCode === 0 ? undefined : 'sqlite3 is not installed beside the server (apt-get install sqlite3)';
}
