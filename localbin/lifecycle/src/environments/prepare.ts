import { randomBytes } from 'node:crypto';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import {
  applyConfiguration,
  checkTemplate,
  environmentPaths,
  planConfiguration,
  planProjectEnv,
  prepareProjectEnv,
  type ConfigurationChange,
  type PlannedChange,
} from '@dust-workspace/environment';
import { relative } from 'node:path';
import type { Base, Deadlines } from '../session.js';
import { whileLocked, type ConfigurationRun } from './configurationRun.js';
import { settleConfiguration } from './settleConfiguration.js';

export interface PrepareRequest {
  /** Instead of the environment's own, or `default`. */
  readonly template?: string;
  /** Refuses an environment that is prepared already. */
  readonly fresh?: true;
  /** Asked when files would change, which are shown first. Answering false leaves these as they are. */
  readonly approve: (changes: readonly PlannedChange[]) => Promise<boolean>;
}

export interface PreparedConfiguration {
  readonly environment: string;
  readonly changes: readonly PlannedChange[];
  /** Whether the files that change have been written; those that were missing always are. */
  readonly applied: boolean;
  /** Where the state before is kept, relative to the workspace. */
  readonly backup?: string;
  /** What would become of `env/project.env`, in a dry run, which has changed nothing. */
  readonly planned?: { readonly project?: ConfigurationChange };
}

/** Makes the configuration files that are missing, and brings the others up to their templates if that is approved. */
export async function prepareEnvironment(
  base: Base,
  deadlines: Deadlines,
  request: PrepareRequest,
  run: ConfigurationRun,
): Promise<Result<PreparedConfiguration>> {
  const { catalog, selection } = base;
  const { root } = catalog;
  const { environment } = selection;
  const { template } = request;
  const known = template === undefined ? ok() : checkTemplate(root, template);
  if (!known.ok) return known;
  // A refusal leaves nothing behind, not even the folder of the lock.
  const options = { root, environment, components: [...catalog.components.values()], random: randomBytes };
  const possible = await planConfiguration({ ...options, ...(template === undefined ? {} : { template }) });
  if (!possible.ok) return possible;
  if (request.fresh === true && possible.value.some(({ kind }) => kind !== 'created')) return fail(exists(environment));
  if (run.dryRun === true) {
    const project = planProjectEnv(root);
    return ok({ environment, changes: possible.value, applied: false, planned: project?.kind === 'created' ? { project } : {} });
  }
  return whileLocked(base, deadlines, run, async (session) => {
    await settleConfiguration(session);
    await prepareProjectEnv(root);
    const planned = await planConfiguration({ ...options, ...(template === undefined ? {} : { template }) });
    if (!planned.ok) return planned;
    const changing = planned.value.filter(({ kind }) => kind === 'changed');
    const applied = changing.length === 0 || (await request.approve(changing));
    const wanted = applied ? planned.value : planned.value.filter(isHarmless);
    const backup = await applyConfiguration(root, environment, wanted, base.now());
    return ok({
      environment,
      changes: planned.value,
      applied,
      ...(backup === undefined ? {} : { backup: `${relative(root, environmentPaths(root, environment).backup)}/config/${backup}/` }),
    });
  });
}

/** What nobody needs to have seen: that somebody's value stands against a newer template is told until it is approved. */
function isHarmless({ kind, stands }: PlannedChange): boolean {
  return kind === 'created' || (kind === 'kept' && stands.length === 0);
}

function exists(environment: string): ReturnType<typeof problem> {
  return problem(
    'environment-exists',
    `there is an environment ${environment} already`,
    `dsw env-config-prepare --env ${environment} brings its configuration up to date.`,
  );
}
