import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Before all tests of a run: what workspaces register on this machine is kept in a folder that the tests share and nobody else sees. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'dsw-state-'));
  process.env['DSW_STATE_HOME'] = folder;
  return () => rm(folder, { recursive: true, force: true });
}
