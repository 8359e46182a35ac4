import type { Component, ComponentGraph, Diagnostic } from '@dust-workspace/component';
import type { Outcome } from './events.js';
import { isAlive, type Observation } from './observation.js';
import { PlanDraft } from './planDraft.js';
import { planTask } from './planTask.js';

/** The verbs that act on one component. Composites are made of them. */
export const verbs = ['prep', 'purge', 'start', 'stop', 'init', 'clean', 'backup', 'restore', 'verify'] as const;
export type Verb = (typeof verbs)[number];

/** What somebody asked for: one verb on one component, after others. `id` is `<component>:<verb>`. */
export interface Task {
  readonly id: string;
  readonly verb: Verb;
  readonly component: string;
  readonly after: readonly string[];
  /** Whether the component was named, as opposed to being one of all. */
  readonly named: boolean;
}

/** One step of a plan. */
export interface Operation {
  readonly id: string;
  readonly verb: Verb;
  readonly component: string;
  /** Why it is necessary, for people: `stopped`, `needed by console`. */
  readonly cause: string;
  /** Operations that end before this one begins. */
  readonly after: readonly string[];
  /** Those among `after` that must have succeeded. */
  readonly requires: readonly string[];
  /** Those among `after` of which it is enough that they have launched or ended their component, or taken their copy of the data. */
  readonly milestones: readonly string[];
}

export interface Plan {
  readonly operations: readonly Operation[];
}

export interface PlanInput {
  readonly tasks: readonly Task[];
  readonly graph: ComponentGraph;
  readonly components: ReadonlyMap<string, Component>;
  readonly observed: Observation;
  /** Components in no profile, or in another, act only when they are named or needed. */
  readonly profile: string;
  /** Why a running component cannot be backed up through its hook; absent when it can. Asked before planning a backup. */
  readonly coldBackups: ReadonlyMap<string, string>;
  /** Components that run in containers. */
  readonly containers: ReadonlySet<string>;
  /** Whether everything that may write to what is backed up is stopped meanwhile. */
  readonly consistent: boolean;
  /** Components whose snapshot in the chosen set was checked and found sound, each with that set in words. */
  readonly restorable: ReadonlyMap<string, string>;
  /** For a dry run: plans what lacks something here as if it did not, and tells what it lacks. */
  readonly supposing: boolean;
}

/** With what follows from it. */
export interface Scene extends PlanInput {
  /** What runs and may write to something that is backed up consistently: it is down while the data are taken. */
  readonly paused: ReadonlySet<string>;
}

export interface Planned {
  readonly plan: Plan;
  /** Tasks that need no operation, and why. */
  readonly settled: readonly Outcome[];
  /** What this machine lacks for the plan, where that was supposed to be there. */
  readonly lacking: readonly Diagnostic[];
}

/** The order in which phases follow each other in one plan. An init takes its place right behind the start of its own component. */
const phase: Readonly<Record<Verb, number>> = { stop: 0, verify: 1, backup: 1, purge: 2, clean: 2, prep: 3, restore: 4, start: 5, init: 5 };

/** What must happen to carry out `tasks`, given what is there now. Pure: the same input gives the same plan. */
export function plan(input: PlanInput): Planned {
  const acting = actingTasks(input);
  const draft = new PlanDraft({ ...input, paused: pausedWriters(input, acting) });
  for (const task of inOrder(input, acting)) planTask(draft, task);
  // What went down for a consistent backup comes back, whoever asked for its start.
  const outside = input.tasks.filter(({ id }) => !acting.has(id) && !draft.has(id));
  for (const task of outside) draft.settle(task, 'skipped', `outside the profile ${input.profile}; name it to act on it`);
  const result = draft.result();
  const hasNoInit = ({ verb, component, named }: Task): boolean =>
    verb === 'init' && !named && input.components.get(component)?.manifest.init === undefined;
  const aside = new Set([...outside, ...input.tasks.filter((task) => sparesNobody(task) || hasNoInit(task))].map(({ id }) => id));
  return { ...result, settled: result.settled.map((outcome) => (isAside(outcome, aside) ? { ...outcome, aside: true } : outcome)) };
}

/** Whether it goes over everything there is, without anybody having named it. */
function sparesNobody({ verb, named }: Task): boolean {
  return !named && (verb === 'stop' || verb === 'clean' || verb === 'purge');
}

function isAside({ id, kind, diagnostics }: Outcome, aside: ReadonlySet<string>): boolean {
  return aside.has(id) && kind !== 'failed' && diagnostics.length === 0;
}

/** Tasks of components that are named or in the profile, and what those depend on. Stopping and purging spare nobody. */
function actingTasks({ tasks, components, profile }: PlanInput): ReadonlySet<string> {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const acting = new Set<string>();
  const visit = (id: string): void => {
    const task = byId.get(id);
    if (task === undefined || acting.has(id)) return;
    acting.add(id);
    task.after.forEach(visit);
  };
  for (const task of tasks) {
    const inProfile = components.get(task.component)?.manifest.profiles.includes(profile) ?? false;
    if (task.named || inProfile || task.verb === 'stop' || task.verb === 'purge') visit(task.id);
  }
  return acting;
}

/** Whatever needs or wants a component that is backed up, directly or through others. */
function pausedWriters({ tasks, graph, components, observed, consistent }: PlanInput, acting: ReadonlySet<string>): ReadonlySet<string> {
  if (!consistent) return new Set();
  const sources = tasks.filter(({ id, verb }) => verb === 'backup' && acting.has(id)).map(({ component }) => component);
  const writers = sources.flatMap((source) => {
    const wanting = [...components.keys()].filter((name) => graph.wantsOf(name).includes(source));
    return graph.dependentsClosure([source, ...wanting]).filter((name) => name !== source);
  });
  return new Set(
    writers.filter((name) => {
      const found = observed.get(name);
      return found !== undefined && isAlive(found);
    }),
  );
}

/** By phase, then needs first on the way up and dependents first on the way down. */
function inOrder({ tasks, graph }: PlanInput, acting: ReadonlySet<string>): Task[] {
  const rank = new Map(graph.order([...new Set(tasks.map((task) => task.component))]).map((name, index) => [name, index]));
  const rankOf = (task: Task): number => (rank.get(task.component) ?? 0) * (task.verb === 'stop' ? -1 : 1);
  return tasks
    .filter((task) => acting.has(task.id))
    .sort((a, b) => phase[a.verb] - phase[b.verb] || rankOf(a) - rankOf(b) || (a.verb === 'init' ? 1 : 0) - (b.verb === 'init' ? 1 : 0));
}
