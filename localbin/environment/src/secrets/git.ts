import { fail, ok, problem, type Result } from '@dust-workspace/component';

/** Runs git in the folder of the workspace. Undefined when there is no git. */
export type Git = (words: readonly string[], input?: string) => Promise<{ readonly status: number; readonly output: string } | undefined>;

/** The root of the repository that holds the workspace. */
export async function repositoryOf(git: Git): Promise<Result<string>> {
  const found = await git(['rev-parse', '--show-toplevel']);
  if (found === undefined) return fail(problem('no-git', 'there is no git on PATH', 'Install git.'));
  if (found.status === 0) return ok(found.output.replace(/\n$/, ''));
  return fail(
    problem('no-repository', 'the workspace is in no git repository', 'Run git init, or run this where the repository was cloned.'),
  );
}
