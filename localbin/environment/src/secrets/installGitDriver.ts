import { appendFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import type { SecretsContext } from './context.js';
import { repositoryOf, type Git } from './git.js';
import { readPlain } from './readPlain.js';

const driver = 'dust-secrets';
const attributes = `*.crypt text eol=lf diff=${driver}\n`;

/**
 * Makes `git diff` and `git log -p` show which variables of an encrypted file changed. `program` is the absolute path of dsw; where it is part of the
 * repository, git is told where in it, so that copies and further working trees find their own.
 */
export async function installGitDriver({ root, emit, dryRun = false }: SecretsContext, git: Git, program: string): Promise<Result<void>> {
  const repository = await repositoryOf(git);
  if (!repository.ok) return repository;
  const within = relative(repository.value, program);
  const command = within.startsWith('..') || isAbsolute(within) ? program : `./${within}`;
  const setting = [`diff.${driver}.textconv`, `${quoted(command)} secrets-diff-text`] as const;
  const known = await git(['config', '--local', '--get', setting[0]]);
  const isKnown = known?.output === `${setting[1]}\n`;
  if (!isKnown && !dryRun) {
    const set = await git(['config', '--local', ...setting]);
    if (set?.status !== 0)
      return fail(problem('git-failed', 'git config did not keep the setting', 'Look whether .git/config can be written.'));
  }
  emit({
    kind: isKnown ? 'unchanged' : dryRun ? 'planned' : 'written',
    file: '.git/config',
    detail: 'git diff shows names, not values',
  });
  return declare(join(root, '.gitattributes'), emit, dryRun);
}

async function declare(path: string, emit: SecretsContext['emit'], dryRun: boolean): Promise<Result<void>> {
  const file = '.gitattributes';
  const text = await readPlain(path, file);
  if (!text.ok) return text;
  const isDeclared = text.value?.includes(`diff=${driver}`) === true;
  if (!isDeclared && !dryRun)
    await appendFile(path, `${text.value === undefined || text.value.endsWith('\n') || text.value === '' ? '' : '\n'}${attributes}`);
  emit({ kind: isDeclared ? 'unchanged' : dryRun ? 'planned' : 'written', file, detail: 'commit it: it names the encrypted files' });
  return ok();
}

/** git gives it to a shell. */
function quoted(command: string): string {
  return /^[\w./-]+$/.test(command) ? command : `'${command.replaceAll("'", `'\\''`)}'`;
}
