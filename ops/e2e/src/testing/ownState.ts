import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs `body` with variables by which a workspace registers its ports where no other test does: what others have left there would be seen. */
export async function withOwnState(body: (env: Readonly<Record<string, string>>) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'dsw-state-'));
  try {
    await body({ DSW_STATE_HOME: folder });
  } finally {
    await rm(folder, { recursive: true });
  }
}
