import type { Composite, Task, Verb } from '@dust-workspace/lifecycle';
import type { RunOptions } from './runOptions.js';

/** What a batch of Nx asks of the engine, as it is handed to the engine's process. */
export interface Job {
  /** Absolute path of the workspace. */
  readonly root: string;
  /** How it is called in the lock and in messages: `nx run timescale:start`. */
  readonly command: string;
  readonly options: RunOptions;
  /** Columns of the terminal that what is told is read on, where there is one. */
  readonly width?: number;
  /** In an order in which each can be carried out. */
  readonly calls: readonly Call[];
  /** The tasks of Nx that each of them comes after, among those of this batch. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
}

/** One request to the engine, with the tasks of Nx that it answers. */
export type Call =
  /** Exactly these tasks, as one request: one lock, one observation, one backup set. */
  | { readonly kind: 'tasks'; readonly tasks: readonly Task[]; readonly answers: readonly Answer[] }
  /** A word of which the engine takes the closure by itself. Answers without a component stand for the whole workspace. */
  | { readonly kind: 'word'; readonly word: Word; readonly answers: readonly Answer[] }
  | { readonly kind: 'configuration'; readonly answers: readonly Answer[] }
  | { readonly kind: Reading; readonly answers: readonly Answer[] };

/** A restore drill is no verb of the engine's plans, but made of some in another environment. */
export type Word = Verb | Composite | 'drill';

export const readings = ['status', 'logs', 'env', 'validate'] as const;
export type Reading = (typeof readings)[number];

/** A task of Nx that waits for a result. */
export interface Answer {
  /** Its id in Nx: `timescale:start`, also with a configuration behind it. */
  readonly task: string;
  readonly component?: string;
  /** Whether the command line names its project. */
  readonly named: boolean;
  /** The task of the engine whose outcome answers it. */
  readonly engineTask?: string;
}

/** What the engine's process has to say, one JSON text a line. */
export type Message =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'result'; readonly result: TaskAnswer }
  /** Everything has been said. */
  | { readonly kind: 'end' };

export interface TaskAnswer {
  readonly task: string;
  readonly status: 'success' | 'failure' | 'skipped';
  readonly text: string;
  /** How long it took. */
  readonly milliseconds: number;
}
