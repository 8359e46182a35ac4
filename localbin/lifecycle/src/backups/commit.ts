import type { SetManifest } from '@dust-workspace/backup';
import { runGit } from '@dust-workspace/runtime';

/** The commit that the workspace is at, and whether files differ from it. Null where there is no git, or no commit. */
export async function commitOf(root: string, processEnv: NodeJS.ProcessEnv): Promise<SetManifest['commit']> {
  const [head, changes] = await Promise.all([
    runGit(root, processEnv, ['rev-parse', '--verify', '--quiet', 'HEAD']),
    runGit(root, processEnv, ['status', '--porcelain', '--untracked-files=no']),
  ]);
  const id = head?.status === 0 ? head.output.trim() : '';
  return /^[0-9a-f]{40,64}$/.test(id) ? { id, dirty: changes?.status !== 0 || changes.output.trim() !== '' } : null;
}
