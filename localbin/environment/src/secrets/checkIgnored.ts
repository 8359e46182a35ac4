import { relative } from 'node:path';
import type { Diagnostic } from '@dust-workspace/component';
import { configurationFile, projectEnvFile } from '../paths.js';
import { cryptPlace, type SecretsContext } from './context.js';
import { repositoryOf, type Git } from './git.js';
import { namesIn, recipientsFolder } from './recipients.js';

/** Whether git ignores every place for plain text, tracks nothing of the kind, and does not ignore what belongs into it. */
export async function checkIgnored(
  context: SecretsContext,
  environments: readonly string[],
  crypts: readonly string[],
  git: Git,
): Promise<Diagnostic[]> {
  const { root, components } = context;
  const repository = await repositoryOf(git);
  if (!repository.ok) return [...repository.diagnostics];
  const plain = [
    relative(root, projectEnvFile(root)),
    ...components.flatMap((component) => [
      `${component.root}/.env`,
      ...environments.flatMap((environment) => [
        cryptPlace(component, environment).plainFile,
        relative(root, configurationFile(root, environment, component.name)),
      ]),
    ]),
  ];
  const certificates = await Promise.all(
    environments.map(async (environment) => {
      const folder = recipientsFolder(root, environment);
      return (await namesIn(folder)).map((name) => `${relative(root, folder)}/${name}.crt`);
    }),
  );
  const shared = [...crypts, ...certificates.flat()];
  const ignored = await git(['check-ignore', '--no-index', '--stdin', '-z'], [...plain, ...shared].join('\0'));
  const tracked = await git(['ls-files', '-z']);
  if (ignored === undefined || ignored.status > 1 || tracked?.status !== 0)
    return [wrong('git-failed', 'git does not say what it ignores', 'Run git check-ignore --stdin here, and mend what it says.')];
  const isIgnored = new Set(ignored.output.split('\0'));
  return [
    ...plain
      .filter((file) => !isIgnored.has(file))
      .map((file) => wrong('plain-not-ignored', 'would be committed, in plain text', 'Add it to .gitignore.', file)),
    ...shared
      .filter((file) => isIgnored.has(file))
      .map((file) => wrong('crypt-ignored', 'is ignored by git, and belongs into it', 'Mend .gitignore.', file)),
    ...tracked.output
      .split('\0')
      .filter((file) => isPlain(file, context))
      .map((file) =>
        wrong(
          'plain-tracked',
          'is in git, in plain text',
          `Run git rm --cached ${file}, and change the values in it: they have been seen.`,
          file,
        ),
      ),
  ];
}

/** A component's own env files but the encrypted ones, and whatever is prepared below env/. */
function isPlain(file: string, { components }: SecretsContext): boolean {
  if (file.startsWith('env/') && file.endsWith('.env')) return true;
  return components.some(
    ({ root }) => file.startsWith(`${root}/.env`) && !file.endsWith('.crypt') && !file.slice(root.length + 1).includes('/'),
  );
}

function wrong(code: string, message: string, remedy: string, file?: string): Diagnostic {
  return { severity: 'error', code, message, remedy, ...(file === undefined ? {} : { file }) };
}
