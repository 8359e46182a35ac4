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
}

export interface Plan {
  readonly operations: readonly Operation[];
}
