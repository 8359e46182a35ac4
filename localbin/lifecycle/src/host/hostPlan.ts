import { join, relative } from 'node:path';
import type { ComponentGraph } from '@dust-workspace/component';
import { environmentPaths } from '@dust-workspace/environment';
import type { CheckoutPlace, Instance } from '@dust-workspace/runtime';
import type { Operation, Plan } from '../plan.js';
import type { EngineThings, FoundEnvironment, HostFound } from './found.js';

/** `clean`: what runs, and what is there because it ran. `purge`: also data and configuration. Backups stay with both. */
export type HostScope = 'clean' | 'purge';

/** What an operation on the machine comes to. */
export type HostAction =
  | { readonly kind: 'end-supervisor'; readonly run: string }
  | { readonly kind: 'end'; readonly instance: Instance }
  | { readonly kind: 'remove-container' | 'remove-network' | 'remove-volume'; readonly id: string }
  | { readonly kind: 'release-ports'; readonly environment: string; readonly names: readonly string[] }
  | { readonly kind: 'remove-data'; readonly volume: string }
  | { readonly kind: 'remove-emptied'; readonly volumes: string }
  | { readonly kind: 'remove-checkout' | 'remove-store'; readonly place: CheckoutPlace }
  | { readonly kind: 'remove-schedule' | 'forget-environment'; readonly environment: string }
  | { readonly kind: 'remove-folder'; readonly folder: string };

export interface HostPlan {
  /** Its operations are about things of this machine rather than about components. */
  readonly plan: Plan;
  readonly actions: ReadonlyMap<string, HostAction>;
}

/** What must be done about what was found. Dependents end before what they need; what is used goes after its users. Pure. */
export function planHost(found: HostFound, scope: HostScope, root: string, graph: ComponentGraph): HostPlan {
  const steps = new Steps();
  const ended = found.environments.map((environment) => addEnvironment(steps, environment, scope, root, graph));
  addThings(steps, found.shared, scope, 'of the whole workspace', []);
  if (scope === 'purge') {
    for (const folder of found.leftovers)
      steps.add('purge', `${folder}/`, 'left by a removal that was killed', { kind: 'remove-folder', folder: join(root, folder) });
    for (const folder of found.emptied) steps.add('purge', `${folder}/`, 'empty', { kind: 'remove-emptied', volumes: join(root, folder) });
    for (const { place, size } of found.stores)
      steps.add(
        'purge',
        `${relative(root, place.store)}/`,
        `repository of checkouts, ${size}`,
        { kind: 'remove-store', place },
        { after: ended.flatMap(({ checkouts }) => checkouts), requires: ended.flatMap(({ checkouts }) => checkouts) },
      );
  }
  return { plan: { operations: steps.operations }, actions: steps.actions };
}

function addEnvironment(
  steps: Steps,
  environment: FoundEnvironment,
  scope: HostScope,
  root: string,
  graph: ComponentGraph,
): { readonly checkouts: readonly string[] } {
  const { name } = environment;
  const paths = environmentPaths(root, name);
  const supervisor =
    environment.supervisor === undefined
      ? []
      : [steps.add('stop', `supervisor@${name}`, environment.supervisor, { kind: 'end-supervisor', run: paths.run })];
  const stops = addStops(steps, environment, graph, supervisor);
  const ends = [...supervisor, ...stops.values()].flat();
  const commands = addThings(steps, environment, scope, `of ${name}`, ends);
  if (scope === 'clean') {
    const { idlePorts: names } = environment;
    if (names.length > 0)
      steps.add('clean', `ports@${name}`, `leased without data behind them: ${names.join(', ')}`, {
        kind: 'release-ports',
        environment: name,
        names,
      });
    return { checkouts: [] };
  }
  if (environment.scheduled)
    steps.add('purge', `schedule@${name}`, 'jobs that the system does at their time', { kind: 'remove-schedule', environment: name });
  if (environment.spared !== undefined) return { checkouts: [] };
  const data = environment.data.map(({ component, volume, size }) => {
    const own = stops.get(component) ?? [];
    return steps.add(
      'purge',
      `${relative(root, volume)}/`,
      `data, ${size}`,
      { kind: 'remove-data', volume },
      { after: [...own, ...commands], requires: own },
    );
  });
  const checkouts = environment.checkouts.map(({ place }) =>
    steps.add(
      'purge',
      `${relative(root, place.folder)}/`,
      'checkout without work in it',
      { kind: 'remove-checkout', place },
      { after: ends },
    ),
  );
  if (environment.folder !== undefined)
    steps.add(
      'purge',
      `${relative(root, paths.configuration)}/`,
      environment.folder,
      { kind: 'forget-environment', environment: name },
      // Nothing that remains is to be left without the environment that it belongs to.
      { after: [...commands, ...ends, ...data, ...checkouts], requires: [...ends, ...data, ...checkouts] },
    );
  return { checkouts };
}

/** The operations that end each component, by its name: under either runtime, as far as anything is known of it. */
function addStops(
  steps: Steps,
  { name: environment, instances }: FoundEnvironment,
  graph: ComponentGraph,
  first: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const stops = new Map<string, string[]>();
  const levels = graph.levels(instances.map(({ instance }) => instance.component.name)).reverse();
  let after = first;
  for (const level of levels) {
    const ended = instances.filter(({ instance }) => level.includes(instance.component.name));
    after = ended.map(({ instance, state }) => {
      const { name } = instance.component;
      const id = steps.add('stop', `${name}@${environment}`, state, { kind: 'end', instance }, { after });
      stops.set(name, [...(stops.get(name) ?? []), id]);
      return id;
    });
  }
  return stops;
}

/** Returns the operations that end containers. */
function addThings(
  steps: Steps,
  { containers, networks, volumes }: EngineThings,
  scope: HostScope,
  whose: string,
  after: readonly string[],
): readonly string[] {
  const ended = containers.map(({ id, name, state }) =>
    steps.add('stop', `container ${name}`, `${state}, for a command ${whose}`, { kind: 'remove-container', id }),
  );
  const users = { after: [...after, ...ended] };
  for (const { id, name } of networks) steps.add('clean', `network ${name}`, whose, { kind: 'remove-network', id }, users);
  if (scope === 'purge')
    for (const { id, name } of volumes) steps.add('purge', `volume ${name}`, whose, { kind: 'remove-volume', id }, users);
  return ended;
}

class Steps {
  readonly operations: Operation[] = [];
  readonly actions = new Map<string, HostAction>();

  /** Returns the id of the operation. */
  add(
    verb: Operation['verb'],
    subject: string,
    cause: string,
    action: HostAction,
    { after = [], requires = [] }: { readonly after?: readonly string[]; readonly requires?: readonly string[] } = {},
  ): string {
    const alike = this.operations.filter((operation) => operation.component === subject && operation.verb === verb).length;
    // What runs under two runtimes is ended twice.
    const id = `${subject}:${verb}${alike === 0 ? '' : `:${alike + 1}`}`;
    this.operations.push({ id, verb, component: subject, cause, after, requires, milestones: [] });
    this.actions.set(id, action);
    return id;
  }
}
