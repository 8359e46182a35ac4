import { problem, type Diagnostic } from '@dust-workspace/component';
import { commandLine } from './commandLine.js';
import { componentVerbs, type ActionAnswer, type ComponentVerb, type StatusAnswer, type WorkspaceVerb } from './api.js';

type Known = Pick<StatusAnswer, 'self' | 'dependencies' | 'components'>;

/** What can be asked of a component through the console now, and why something cannot. Pure. */
export function actionsOf(component: string, known: Known): ActionAnswer[] {
  return componentVerbs.map((verb) => {
    const because = refusal(verb, component, known) ?? futility(verb, component, known);
    return { verb, allowed: because === undefined, because: because?.message ?? null, remedy: because?.remedy ?? null };
  });
}

/** Why the console does not do this: it would end itself before it is done. `component` is null for the workspace. Pure. */
export function refusal(verb: ComponentVerb | WorkspaceVerb, component: string | null, known: Known): Diagnostic | undefined {
  const remedy = `Run it in a terminal: ${commandLine({ verb, component })}`;
  if (component === null)
    return verb === 'down' ? problem('touches-console', 'this would stop the console itself, and end with it', remedy) : undefined;
  if (component === known.self) return problem('touches-console', `the console does not ${verb} itself`, remedy);
  const stops = verb === 'stop' || verb === 'restart' || verb === 'restore';
  return stops && dependsOn(known.self, component, known)
    ? problem('touches-console', `the console needs ${component}, and would be stopped with it`, remedy)
    : undefined;
}

/** What would not succeed, as far as it is known. */
function futility(verb: ComponentVerb, component: string, { components }: Known): Diagnostic | undefined {
  const row = components.find(({ name }) => name === component);
  if (row?.state === 'unavailable' && ['start', 'restart', 'init'].includes(verb))
    return problem('unavailable', row.detail === '' ? `${component} cannot run here` : row.detail);
  if (row?.lastBackup === null && ['verify', 'drill', 'restore'].includes(verb))
    return problem('no-backup', `there is no backup of ${component}`, `Make one first: dsw backup ${component}`);
  return undefined;
}

/** Whether `component` needs `other`, itself or through others. What it merely wants is not stopped along. */
function dependsOn(component: string, other: string, { dependencies }: Known): boolean {
  const needs = new Map(
    dependencies.map((each) => [each.component, each.needs.flatMap(({ component: need, optional }) => (optional ? [] : [need]))]),
  );
  const seen = new Set<string>();
  const queue = [component];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    queue.push(...(needs.get(name) ?? []));
  }
  return component !== other && seen.has(other);
}
