import type { TaskGraph } from '@nx/devkit';
import type { Composite, Task, Verb } from '@dust-workspace/lifecycle';
import { readings, type Answer, type Call, type Reading, type Word } from './job.js';

/** A task of Nx, with the verb that its target stands for. */
export interface NxTask {
  readonly id: string;
  readonly verb: string;
  /** The component that it acts on; absent: the whole workspace. */
  readonly component?: string;
  readonly named: boolean;
}

export interface Grouped {
  readonly calls: readonly Call[];
  /** Tasks whose verb is none. */
  readonly unknown: readonly NxTask[];
  /** Tasks that come after one of those. */
  readonly blocked: readonly NxTask[];
}

/**
 * The requests to the engine that carry out these tasks: as many tasks as their dependencies allow go into one. Pure.
 * Verbs that change something go together, since together they make one plan and one backup set.
 */
export function groupTasks(tasks: readonly NxTask[], dependencies: TaskGraph['dependencies']): Grouped {
  const unknown = tasks.filter((task) => meaningOf(task) === undefined);
  const blocked = after(unknown, tasks, dependencies);
  const pending = new Map(tasks.filter((task) => !unknown.includes(task) && !blocked.includes(task)).map((task) => [task.id, task]));
  const calls: Call[] = [];
  while (pending.size > 0) {
    const group = nextGroup([...pending.values()], pending, dependencies);
    for (const task of group) pending.delete(task.id);
    calls.push(callOf(group, dependencies));
  }
  return { calls, unknown, blocked };
}

/** The tasks that wait for one of these, directly or through others. */
function after(these: readonly NxTask[], tasks: readonly NxTask[], dependencies: TaskGraph['dependencies']): NxTask[] {
  const reached = new Set(these.map(({ id }) => id));
  for (let size = 0; reached.size > size;) {
    size = reached.size;
    for (const { id } of tasks) if (dependencies[id]?.some((other) => reached.has(other)) === true) reached.add(id);
  }
  return tasks.filter((task) => reached.has(task.id) && !these.includes(task));
}

type Meaning =
  | { readonly kind: 'tasks'; readonly verb: Verb }
  | { readonly kind: 'word'; readonly word: Word }
  | { readonly kind: 'configuration' }
  | { readonly kind: Reading };

/** Written out, for importing them would load the engine; the compiler sees to it that none is missing. */
const ofComponent = { restart: true, reset: true, rebase: true, drill: true } satisfies Partial<Record<Word, true>>;
const composites = { ...ofComponent, up: true, down: true, bootstrap: true } satisfies Record<Exclude<Composite, 'test'> | 'drill', true>;
const verbs = {
  prep: true,
  purge: true,
  start: true,
  stop: true,
  init: true,
  clean: true,
  backup: true,
  restore: true,
  verify: true,
} satisfies Record<Verb, true>;
const aliases: Readonly<Record<string, Word>> = {
  'backup-all': 'backup',
  'restore-all': 'restore',
  'verify-all': 'verify',
  'drill-all': 'drill',
};

function meaningOf({ verb, component }: NxTask): Meaning | undefined {
  const reading = readings.find((candidate) => candidate === verb);
  if (reading !== undefined) return { kind: reading };
  if (component !== undefined) {
    if (isKeyOf(verbs, verb)) return { kind: 'tasks', verb };
    return isKeyOf(ofComponent, verb) ? { kind: 'word', word: verb } : undefined;
  }
  if (verb === 'env-config-prepare') return { kind: 'configuration' };
  const word = aliases[verb] ?? verb;
  return isKeyOf(verbs, word) || isKeyOf(composites, word) ? { kind: 'word', word } : undefined;
}

function isKeyOf<T extends object>(table: T, key: string): key is keyof T & string {
  return Object.hasOwn(table, key);
}

/** The largest set of tasks of one kind, the first kind that can go ahead, none of which waits for a task outside the set. */
function nextGroup(candidates: readonly NxTask[], pending: ReadonlyMap<string, NxTask>, dependencies: TaskGraph['dependencies']): NxTask[] {
  const kinds = [...new Set(candidates.map(kindOf))];
  for (const kind of kinds) {
    const group = new Map(candidates.filter((task) => kindOf(task) === kind).map((task) => [task.id, task]));
    const waits = (task: NxTask): boolean => (dependencies[task.id] ?? []).some((id) => pending.has(id) && !group.has(id));
    for (let blocked = true; blocked;) {
      blocked = false;
      for (const task of group.values()) if (waits(task)) blocked = group.delete(task.id);
    }
    if (group.size > 0) return [...group.values()];
  }
  throw new Error(`tasks depend on each other in a circle: ${candidates.map(({ id }) => id).join(', ')}`);
}

/** What may go into one request has the same kind. The whole workspace is a request by itself. */
function kindOf(task: NxTask): string {
  const meaning = meaningOf(task);
  return meaning?.kind === 'word' ? `${meaning.word} ${task.component === undefined ? task.id : ''}` : String(meaning?.kind);
}

function callOf(group: readonly NxTask[], dependencies: TaskGraph['dependencies']): Call {
  const [first] = group;
  const meaning = first === undefined ? undefined : meaningOf(first);
  const answers = group.map((task) => answerOf(task));
  if (meaning === undefined) throw new Error('a group without a meaning');
  switch (meaning.kind) {
    case 'tasks':
      return { kind: 'tasks', tasks: engineTasks(group, dependencies), answers };
    case 'word':
      return { kind: 'word', word: meaning.word, answers };
    default:
      return { kind: meaning.kind, answers };
  }
}

function answerOf(task: NxTask): Answer {
  const { id, component, named } = task;
  const engineTask = engineTaskOf(task);
  return { task: id, named, ...(component === undefined ? {} : { component }), ...(engineTask === undefined ? {} : { engineTask }) };
}

function engineTaskOf(task: NxTask): string | undefined {
  const meaning = meaningOf(task);
  return meaning?.kind === 'tasks' ? `${task.component}:${meaning.verb}` : undefined;
}

/** Several targets may mean the same verb of the same component. */
function engineTasks(group: readonly NxTask[], dependencies: TaskGraph['dependencies']): Task[] {
  const ids = new Map(group.map((task) => [task.id, engineTaskOf(task)]));
  const tasks = new Map<string, Task>();
  for (const task of group) {
    const id = ids.get(task.id);
    if (id === undefined || task.component === undefined) continue;
    const before = tasks.get(id);
    const after = (dependencies[task.id] ?? []).flatMap((dependency) => ids.get(dependency) ?? []).filter((other) => other !== id);
    tasks.set(id, {
      id,
      verb: task.verb as Verb,
      component: task.component,
      after: [...new Set([...(before?.after ?? []), ...after])],
      named: task.named || before?.named === true,
    });
  }
  return [...tasks.values()];
}
