import { join } from 'node:path';
import { ComponentGraph, fail, loadCatalog, ok, parseDuration, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { checkEnvironmentName, environmentPaths, knownEnvironments, Redactor } from '@dust-workspace/environment';
import { composeRuntime, engineBelongings, processRuntime } from '@dust-workspace/runtime';
import { execute } from '../execute.js';
import { acquireLock, type Lock } from '../lock.js';
import type { OpenOptions } from '../openWorkspace.js';
import { redactEvent, redactReport } from '../redactOutput.js';
import { refused, reportOf } from '../report.js';
import type { RunOptions, RunReport } from '../request.js';
import { routeRuntimes } from '../routeRuntimes.js';
import { systemProblem } from '../systemProblem.js';
import { carryOut } from './carryOut.js';
import { planHost, type HostScope } from './hostPlan.js';
import { lookAtHost } from './lookAtHost.js';

type HostRequest = Pick<OpenOptions, 'root' | 'processEnv' | 'environment' | 'now' | 'redactor'>;

/**
 * Stops and removes what carries the labels of this workspace, in all environments or in one: labels and folders decide, so that neither settings nor
 * manifests need to be sound. Killed half way, it goes on when it is run again.
 */
export async function cleanHost(request: HostRequest, scope: HostScope, options: RunOptions): Promise<Result<RunReport>> {
  const { root, environment, redactor = new Redactor() } = request;
  if (environment !== undefined) {
    const named = checkEnvironmentName(environment);
    if (!named.ok) return named;
  }
  const { redact } = redactor;
  const silent: RunOptions = { ...options, emit: (event) => options.emit(redactEvent(event, redact)) };
  const meant = environmentsOf(root).filter((name) => (environment ?? name) === name);
  const locks: Lock[] = [];
  try {
    for (const name of options.dryRun === true ? [] : meant) {
      const lock = await takeLock(request, name, silent);
      if (!lock.ok) return ok(redactReport(refused(lock.diagnostics), redact));
      locks.push(lock.value);
    }
    return ok(redactReport(await cleanUnderLock({ ...request, redactor }, scope, silent), redact));
  } catch (error) {
    const known = systemProblem(error);
    if (known === undefined) throw error;
    return fail(known);
  } finally {
    for (const lock of locks) await lock.release();
  }
}

/** Those whose lock there may be somebody to hold. */
function environmentsOf(root: string): string[] {
  return knownEnvironments(root).flatMap(({ name, made }) => (made ? [name] : []));
}

function takeLock(
  { root, processEnv, now = () => new Date() }: HostRequest,
  environment: string,
  options: RunOptions,
): Promise<Result<Lock>> {
  const { command, signal, emit } = options;
  return acquireLock(join(environmentPaths(root, environment).run, 'lock'), {
    command,
    signal,
    now,
    patience: parseDuration(processEnv['DSW_LOCK_PATIENCE'] ?? '5s') ?? 5_000,
    onWaiting: (holder) =>
      emit({ kind: 'notice', message: `waiting for ${holder.command} (process ${holder.process.pid}), which works on ${environment}` }),
  });
}

async function cleanUnderLock(request: HostRequest & { redactor: Redactor }, scope: HostScope, options: RunOptions): Promise<RunReport> {
  const { root, environment, processEnv, now = () => new Date(), redactor } = request;
  const { signal, emit, dryRun, parallel } = options;
  const catalog = await loadCatalog(root);
  const runtime = routeRuntimes('process', { process: processRuntime({ processEnv }), compose: composeRuntime({ processEnv }) });
  const engine = await engineBelongings(root, { processEnv, uid: process.geteuid?.() ?? -1 });
  const found = await lookAtHost({ catalog, scope, environment, runtime, redactor, engine, processEnv, signal });
  const { plan, actions } = planHost(found, scope, root, new ComponentGraph(catalog.components));
  if (found.work.length > 0) return { ...refused([...found.work, ...found.diagnostics]), plan };
  if (plan.operations.length === 0 && dryRun !== true) emit({ kind: 'notice', message: 'there is nothing to stop or to remove' });
  emit({ kind: 'planned', plan });
  if (dryRun === true) return reportOf([], plan, found.diagnostics);
  const listed = plan.operations.map(({ component, cause }) => `${component} (${cause})`);
  if (listed.length > 0 && !(await options.approve(listed))) return { ...refused([notApproved(listed), ...found.diagnostics]), plan };
  const outcomes = await execute(plan, {
    emit,
    signal,
    parallel,
    clock: () => performance.now(),
    perform: async (operation) => {
      const action = actions.get(operation.id);
      if (action === undefined) throw new Error(`nothing is known of ${operation.id}`);
      const onKill = (): void => emit({ kind: 'progress', operation, message: 'did not end in time and is killed now' });
      return carryOut(action, { root, processEnv, now, runtime, engine: engine.ok ? engine.value : undefined, onKill });
    },
  });
  return reportOf(outcomes, plan, found.diagnostics);
}

function notApproved(listed: readonly string[]): Diagnostic {
  const list = listed.map((line) => `    ${line}`).join('\n');
  return problem('not-approved', `this would stop and remove:\n${list}\n  nothing was changed`, 'Run it with --yes to do it.');
}
