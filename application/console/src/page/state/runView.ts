import type { EngineEvent, Operation, Outcome, Plan, Transfer } from '@dust-workspace/lifecycle';
import type { RunAnswer } from '../../api.js';

/** `waiting`: for others; `left`: the run ended before its turn came. */
export type StepState = 'waiting' | 'running' | 'left' | Outcome['kind'];

/** One thing that a run does, or found that it had not to do. */
export interface Step {
  readonly id: string;
  readonly verb: string;
  readonly component: string;
  readonly state: StepState;
  /** Why it is necessary. */
  readonly cause: string;
  /** What it is waiting for or doing. */
  readonly message: string;
  readonly transfer: Transfer | null;
  readonly outcome: Outcome | null;
  readonly after: readonly string[];
}

export interface RunLine {
  readonly number: number;
  /** The component whose hook said it; null: the engine. */
  readonly component: string | null;
  readonly text: string;
}

/** A run as its events have told it. */
export interface RunView {
  readonly run: RunAnswer;
  readonly steps: readonly Step[];
  /** What hooks and the engine said: the last few hundred lines. */
  readonly lines: readonly RunLine[];
  /** The number of the next event: those before it were seen. */
  readonly next: number;
}

const mostLines = 400;

/** A run of which nothing is known but what it came to. */
export function viewOf(run: RunAnswer): RunView {
  return settle({ run, steps: [], lines: [], next: 0 });
}

/** The same view when a newer answer about the run arrives. */
export function withRun(view: RunView, run: RunAnswer): RunView {
  return settle({ ...view, run });
}

/** What an event adds to a view. One that was seen before adds nothing. */
export function withEvent(view: RunView, number: number, event: EngineEvent): RunView {
  if (number < view.next) return view;
  return { ...applied(view, number, event), next: number + 1 };
}

/** How many of its steps have ended, of how many. */
export function progressOf({ steps }: RunView): { readonly ended: number; readonly of: number } {
  return { ended: steps.filter(({ state }) => state !== 'waiting' && state !== 'running').length, of: steps.length };
}

/** What the run does with a component just now. */
export function stepAt({ steps }: RunView, component: string): Step | undefined {
  return steps.find((step) => step.component === component && step.state === 'running');
}

function applied(view: RunView, number: number, event: EngineEvent): RunView {
  switch (event.kind) {
    case 'planned':
      return { ...view, steps: [...planned(event.plan), ...view.steps.filter(({ id }) => id.startsWith(settledPrefix))] };
    case 'started':
      return change(view, event.operation, { state: 'running' });
    case 'progress':
      return change(view, event.operation, { message: event.message });
    case 'transfer':
      return change(view, event.operation, { transfer: event.transfer });
    case 'output':
      return say(view, { number, component: event.operation.component, text: event.line });
    case 'finished':
      return change(view, event.operation, { state: event.outcome.kind, outcome: event.outcome, message: event.outcome.detail });
    case 'settled':
      return { ...view, steps: [...view.steps, settled(event.outcome)] };
    case 'notice':
      return say(view, { number, component: null, text: event.message });
  }
}

const settledPrefix = 'settled ';

function planned({ operations }: Plan): Step[] {
  return operations.map(({ id, verb, component, cause, after }) => ({
    id,
    verb,
    component,
    cause,
    after,
    state: 'waiting',
    message: '',
    transfer: null,
    outcome: null,
  }));
}

function settled(outcome: Outcome): Step {
  const { id, verb, component, kind, detail } = outcome;
  const nothing = { cause: '', transfer: null, after: [] };
  return { ...nothing, id: `${settledPrefix}${id} ${verb} ${component}`, verb, component, state: kind, message: detail, outcome };
}

/** An operation that no plan has told, because the plan was too long ago, becomes a step when it is first heard of. */
function change(view: RunView, { id, verb, component, cause, after }: Operation, more: Partial<Step>): RunView {
  if (view.steps.some((step) => step.id === id))
    return { ...view, steps: view.steps.map((step) => (step.id === id ? { ...step, ...more } : step)) };
  const step: Step = { id, verb, component, cause, after, state: 'running', message: '', transfer: null, outcome: null, ...more };
  return { ...view, steps: [...view.steps, step] };
}

function say(view: RunView, line: RunLine): RunView {
  return { ...view, lines: [...view.lines, line].slice(-mostLines) };
}

/** After the end nothing runs or waits any more, and every outcome has a step. */
function settle(view: RunView): RunView {
  if (view.run.endedAt === null) return view;
  const told = view.steps.map((step) =>
    step.state === 'waiting' || step.state === 'running' ? { ...step, state: 'left' as const } : step,
  );
  const heard = new Set(told.flatMap(({ outcome }) => (outcome === null ? [] : [`${outcome.verb} ${outcome.component}`])));
  const missed = view.run.outcomes.filter(({ verb, component }) => !heard.has(`${verb} ${component}`));
  const replaced = new Set(missed.map(({ verb, component }) => `${verb} ${component}`));
  return {
    ...view,
    steps: [
      ...told.filter(({ verb, component, state }) => state !== 'left' || !replaced.has(`${verb} ${component}`)),
      ...missed.map(settled),
    ],
  };
}
