import { ok, problem, type DataEngine, type Diagnostic, type Result } from '@dust-workspace/component';
import type { Instance } from '@dust-workspace/runtime';
import { loadHook } from './loadHooks.js';
import { runHook } from './runHook.js';
import type { Session } from './session.js';

/** What serves the data of a running instance, where its hooks can tell. */
export async function askEngine(session: Session, instance: Instance): Promise<Result<DataEngine | undefined>> {
  const hook = await loadHook(instance.component, 'engine');
  if (!hook.ok) return hook;
  const found = hook.value;
  if (found?.kind !== 'code') return ok(undefined);
  const run = session.hookRun(instance, session.deadlines.hook, () => undefined);
  return runHook('engine', run, (context) => found.run.call(found.hooks, context));
}

/**
 * Why data of the engine that was recorded must not go into the one that is here: it is another one, or an older one. Only the first number of a
 * version counts; what differs within it is left to the engine itself, which refuses in time. Pure.
 */
export function engineProblem(component: string, recorded: DataEngine, here: DataEngine): Diagnostic | undefined {
  if (recorded.name !== here.name)
    return problem(
      'other-engine',
      `the backup holds data of ${describe(recorded)}, and ${component} is ${describe(here)} here`,
      `It was made of another component that was called ${component}. To try it nevertheless: --force.`,
    );
  if (major(recorded.version) <= major(here.version)) return undefined;
  return problem(
    'newer-engine',
    `the backup of ${component} was made by ${describe(recorded)}, and ${describe(here)}, which is older, runs here`,
    `Use ${recorded.name} ${major(recorded.version)} or newer. To try it nevertheless: --force.`,
  );
}

function major(version: string): number {
  return Number.parseInt(version, 10) || 0;
}

function describe({ name, version }: DataEngine): string {
  return `${name} ${version}`;
}
