import type { ComponentStatus } from '@dust-workspace/lifecycle';
import type { RunAnswer, StatusAnswer, UnavailableAnswer } from '../../api.js';
import type { RunView } from './runView.js';

/**
 * Whether the events of the console arrive.
 *
 *     connecting --> live <--> lost
 */
export type Link =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** `since`: milliseconds since 1970. */
  | { readonly kind: 'lost'; readonly since: number };

/** Whether this page may change anything: without a token, or with one that the console does not know, it only shows. */
export type Access = { readonly kind: 'asking' } | { readonly kind: 'none' } | { readonly kind: 'refused' } | { readonly kind: 'granted' };

/** A status in a form in which what did not change stays the same object. */
export interface Known extends Omit<StatusAnswer, 'components' | 'busy' | 'unavailable'> {
  /** Needs first. */
  readonly names: readonly string[];
  readonly components: ReadonlyMap<string, ComponentStatus>;
}

/** Something to tell that is no state: what became of a run, or why something was refused. */
export interface Message {
  readonly id: number;
  readonly tone: 'well' | 'bad' | 'quiet';
  readonly text: string;
  readonly remedy: string | null;
  /** The run that it is about. */
  readonly run: string | null;
}

/** Everything that the page knows. It changes by `reduce` only. */
export interface PageState {
  readonly link: Link;
  readonly access: Access;
  /** Undefined until the first status arrives. */
  readonly known: Known | undefined;
  /** Why the engine does not answer; null while it does. */
  readonly unavailable: UnavailableAnswer | null;
  /** Runs by id, the oldest first: those whose events arrived while the page was open, and those that were read. */
  readonly runs: ReadonlyMap<string, RunView>;
  /** The last run that began while this page was open. */
  readonly latestRun: string | null;
  readonly messages: readonly Message[];
}

export const nothingKnown: PageState = {
  link: { kind: 'connecting' },
  access: { kind: 'asking' },
  known: undefined,
  unavailable: null,
  runs: new Map(),
  latestRun: null,
  messages: [],
};

/** The run that is at work, if there is one. */
export function runAtWork({ runs, latestRun }: Pick<PageState, 'runs' | 'latestRun'>): RunView | undefined {
  const latest = latestRun === null ? undefined : runs.get(latestRun);
  return latest !== undefined && isAtWork(latest.run) ? latest : undefined;
}

export function isAtWork({ state }: Pick<RunAnswer, 'state'>): boolean {
  return state === 'running' || state === 'interrupting';
}
