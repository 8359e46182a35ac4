import { randomBytes } from 'node:crypto';
import { hasData, readEnvironmentFile, type ChosenSet } from '@dust-workspace/backup';
import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { checkEnvironmentName, configurationFile, transplantConfiguration, volumeFolder } from '@dust-workspace/environment';
import { relative } from 'node:path';
import { refused, reportOf } from '../report.js';
import type { BackupChoices, RunOptions, RunReport } from '../request.js';
import { runRequest } from '../runRequest.js';
import type { Base, Deadlines } from '../session.js';
import { chooseForCopy } from './chooseForCopy.js';
import { copyOf } from './copyOf.js';
import { restoreElsewhere } from './restoreElsewhere.js';
import { forgetUnfinished, readUnfinished, writeUnfinished } from './unfinishedCopy.js';

export interface RestoreAsRequest extends BackupChoices {
  /** None: all that are in the set. */
  readonly names: readonly string[];
  /** The environment to be made. */
  readonly as: string;
}

/**
 * Brings a set up as another environment, beside the one that it was made in: with the configuration and the secrets of that one, but with ports, data
 * and logs of its own. An environment that has data of one of the components already is refused unless forced, or unless they are what an
 * earlier attempt left.
 */
export async function restoreAs(base: Base, deadlines: Deadlines, request: RestoreAsRequest, options: RunOptions): Promise<RunReport> {
  const { catalog, selection } = base;
  const allowed = checkTarget(base, request);
  if (!allowed.ok) return refused(allowed.diagnostics);
  const chosen = await chooseForCopy(base, request);
  if (!chosen.ok) return refused(chosen.diagnostics);
  const { set, held, names } = chosen.value;
  if (names.length === 0) return refused([strangeSet(set.id, held)]);
  const unfinished = await readUnfinished(catalog.root, request.as);
  const occupied = occupiedBy(base, request.as, names).filter((name) => !unfinished.includes(name));
  if (occupied.length > 0 && request.force !== true) return refused([occupiedProblem(request.as, occupied)]);
  const plan = {
    operations: names.map((component) => ({
      id: `${component}:restore`,
      verb: 'restore' as const,
      component,
      cause: `set ${set.id}, as ${request.as}`,
      after: [],
      requires: [],
      milestones: [],
    })),
  };
  if (options.dryRun === true) return reportOf([], plan, []);
  const there = await copyOf(base, { environment: request.as, borrows: false });
  const configured = await configure(base, set, request.as, names, options);
  if (!configured.ok) return refused(configured.diagnostics);
  await writeUnfinished(
    catalog.root,
    request.as,
    names.filter((name) => !occupied.includes(name)),
  );
  const reports = await restoreElsewhere(
    there,
    deadlines,
    {
      names,
      choices: { set: set.id, force: request.force },
      borrowed: { store: set.store, environment: selection.environment, incomplete: true },
    },
    options,
  );
  if (reports.every((report) => report.ok)) {
    reports.push(await runRequest(await there.reread(), deadlines, { kind: 'word', word: 'start', names }, options));
    await forgetUnfinished(catalog.root, request.as);
  }
  return {
    outcomes: reports.flatMap(({ outcomes }) => outcomes),
    plan,
    diagnostics: reports.flatMap(({ diagnostics }) => diagnostics),
    ok: reports.every((report) => report.ok),
  };
}

function strangeSet(id: string, held: readonly string[]): Diagnostic {
  return problem('set-strange', `no component of the set ${id} is in this workspace: it holds ${held.join(', ')}`);
}

function checkTarget({ selection }: Base, { as }: RestoreAsRequest): Result<void> {
  const named = checkEnvironmentName(as);
  if (!named.ok) return named;
  if (as !== selection.environment) return ok();
  return fail(
    problem(
      'restore-as-itself',
      `${as} is the environment that the set is of`,
      'Leave --as out to restore it there, or choose another name.',
    ),
  );
}

/** Those of which there are data already. */
function occupiedBy({ catalog }: Base, as: string, names: readonly string[]): string[] {
  return names.filter((name) => {
    const directory = catalog.components.get(name)?.directory;
    return directory !== undefined && hasData(volumeFolder(directory, as));
  });
}

function occupiedProblem(as: string, occupied: readonly string[]): Diagnostic {
  return problem(
    'environment-occupied',
    `${as} has data of ${occupied.join(', ')} already`,
    `Choose another name, remove that environment (dsw env-remove ${as}), or put the restored data in their place with --force.`,
  );
}

async function configure(
  { catalog, selection, processEnv }: Base,
  set: ChosenSet,
  as: string,
  names: readonly string[],
  { emit }: RunOptions,
): Promise<Result<void>> {
  const { root, components } = catalog;
  for (const name of names) {
    const component = components.get(name);
    if (component === undefined) continue;
    const file = relative(root, configurationFile(root, selection.environment, name));
    const kept = set.manifest.environmentFiles.some(({ name: path }) => path === file);
    const archived = kept ? await readEnvironmentFile(set, file) : ok(undefined);
    if (!archived.ok) return archived;
    const made = await transplantConfiguration({
      root,
      from: selection.environment,
      to: as,
      component,
      ...(archived.value === undefined ? {} : { archived: archived.value.toString() }),
      processEnv,
      random: randomBytes,
    });
    if (!made.ok) return made;
    if (made.value) emit({ kind: 'notice', message: `made ${relative(root, configurationFile(root, as, name))}` });
  }
  return ok();
}
