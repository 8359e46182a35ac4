import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, problem, type Catalog, type Diagnostic, type Result } from '@dust-workspace/component';
import { checkEnvironmentName, environmentPaths, volumeFolder } from '@dust-workspace/environment';

/** Whether an environment was made to be thrown away, by a drill. Only such a one is ever removed without asking. */
export function isThrowAway(root: string, environment: string): boolean {
  return existsSync(markOf(root, environment));
}

/**
 * Marks an environment as one to be thrown away, before anything of it is made. Fails where somebody has an environment of that name: configuration,
 * templates, or data of any component.
 */
export async function claimThrowAway({ root, components }: Catalog, environment: string): Promise<Result<void>> {
  const named = checkEnvironmentName(environment);
  if (!named.ok) return named;
  if (isThrowAway(root, environment)) return ok();
  const places = [
    environmentPaths(root, environment).configuration,
    join(root, 'infra', 'configuration', environment),
    ...[...components.values()].map(({ directory }) => volumeFolder(directory, environment)),
  ];
  if (places.some((place) => existsSync(place)))
    return fail(
      problem(
        'drill-environment',
        `${environment} is an environment of yours, and drills would need that name for one that is thrown away`,
        'Give that environment another name.',
      ),
    );
  // Aside, under a name that the next removal of an environment sweeps: killed half way, it must not look like one of theirs.
  const draft = join(root, 'env', `.removing-${randomInt(1_000_000_000)}`);
  await mkdir(draft, { recursive: true, mode: 0o700 });
  await writeFile(join(draft, mark), '', { mode: 0o600 });
  await rename(draft, environmentPaths(root, environment).configuration);
  return ok();
}

export function throwAwayProblem(environment: string): Diagnostic {
  return problem(
    'throw-away',
    `${environment} belongs to a drill, which throws it away`,
    'Use another environment. The next drill removes what is left of this one.',
  );
}

function markOf(root: string, environment: string): string {
  return join(environmentPaths(root, environment).configuration, mark);
}

const mark = 'throw-away';
