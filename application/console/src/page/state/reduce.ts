import type { DependencyAnswer, RunMessage, StatusAnswer, StatusPatch, UnavailableAnswer, RunAnswer, RunEventsAnswer } from '../../api.js';
import { isAtWork, type Access, type Known, type Message, type PageState } from './pageState.js';
import { viewOf, withEvent, withRun, type RunView } from './runView.js';

/** Everything that can happen to the page. */
export type PageEvent =
  | { readonly kind: 'connected' }
  | { readonly kind: 'disconnected'; readonly at: number }
  | { readonly kind: 'status'; readonly status: StatusAnswer }
  | { readonly kind: 'patch'; readonly patch: StatusPatch }
  | { readonly kind: 'run'; readonly message: RunMessage }
  | { readonly kind: 'unavailable'; readonly unavailable: UnavailableAnswer }
  | { readonly kind: 'available' }
  | { readonly kind: 'access'; readonly access: Access }
  | { readonly kind: 'runs'; readonly runs: readonly RunAnswer[] }
  | { readonly kind: 'run-events'; readonly answer: RunEventsAnswer }
  | { readonly kind: 'message'; readonly message: Omit<Message, 'id'> }
  | { readonly kind: 'dismissed'; readonly id: number };

const mostRuns = 60;
const mostMessages = 4;

/** What the page knows after an event. What the event does not concern stays the same object. Pure. */
export function reduce(state: PageState, event: PageEvent): PageState {
  switch (event.kind) {
    case 'connected':
      return state.link.kind === 'live' ? state : { ...state, link: { kind: 'live' } };
    case 'disconnected':
      return state.link.kind === 'lost' ? state : { ...state, link: { kind: 'lost', since: event.at } };
    case 'status':
      return withStatus(state, event.status);
    case 'patch':
      return state.known === undefined ? state : { ...state, known: patched(state.known, event.patch) };
    case 'run':
      return withRunMessage(state, event.message);
    case 'unavailable':
      return { ...state, unavailable: event.unavailable };
    case 'available':
      return state.unavailable === null ? state : { ...state, unavailable: null };
    case 'access':
      return { ...state, access: event.access };
    case 'runs':
      return { ...state, runs: withRuns(state.runs, event.runs) };
    case 'run-events':
      return { ...state, runs: withEvents(state.runs, event.answer) };
    case 'message':
      return withMessage(state, event.message);
    case 'dismissed':
      return { ...state, messages: state.messages.filter(({ id }) => id !== event.id) };
  }
}

function withStatus(state: PageState, { components, busy, unavailable, ...rest }: StatusAnswer): PageState {
  const before = state.known?.components;
  const rows = new Map(components.map((row) => [row.name, kept(before?.get(row.name), row)]));
  const known = { ...rest, components: rows, names: inOrder([...rows.keys()], rest.dependencies) };
  const next = { ...state, link: { kind: 'live' } as const, known, unavailable };
  return busy === null ? next : { ...next, runs: put(state.runs, seen(state.runs.get(busy.id), busy)), latestRun: busy.id };
}

function patched(known: Known, patch: StatusPatch): Known {
  const { at, components, removed, probes, addresses, since, usage, ...whole } = patch;
  const rows = components.length + removed.length === 0 ? known.components : overlaid(known.components, components, removed);
  const dependencies = whole.dependencies ?? known.dependencies;
  const samePlaces = rows.size === known.names.length && known.names.every((name) => rows.has(name)) && whole.dependencies === undefined;
  return {
    ...known,
    ...whole,
    at,
    components: rows,
    names: samePlaces ? known.names : inOrder([...rows.keys()], dependencies),
    probes: laidOver(known.probes, probes),
    addresses: laidOver(known.addresses, addresses),
    since: laidOver(known.since, since),
    usage: laidOver(known.usage, usage),
  };
}

function overlaid(rows: Known['components'], changed: StatusPatch['components'], removed: readonly string[]): Known['components'] {
  const next = new Map(rows);
  for (const row of changed) next.set(row.name, row);
  for (const name of removed) next.delete(name);
  return next;
}

function laidOver<T>(
  before: Readonly<Record<string, T>>,
  patch: Readonly<Record<string, T | null>> | undefined,
): Readonly<Record<string, T>> {
  if (patch === undefined) return before;
  const entries = Object.entries({ ...before, ...patch }).filter((entry): entry is [string, T] => entry[1] !== null);
  return Object.fromEntries(entries);
}

/** The order in which they start; what nothing is known of comes last. */
function inOrder(names: readonly string[], dependencies: readonly DependencyAnswer[]): readonly string[] {
  const rank = new Map(dependencies.map(({ component }, index) => [component, index]));
  return [...names].sort((a, b) => (rank.get(a) ?? names.length) - (rank.get(b) ?? names.length));
}

/** The row from before where it says the same, so that nothing is drawn anew after a new connection. */
function kept<T>(before: T | undefined, now: T): T {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;
}

function withRunMessage(state: PageState, message: RunMessage): PageState {
  switch (message.kind) {
    case 'began':
      return { ...state, runs: put(state.runs, seen(state.runs.get(message.run.id), message.run)), latestRun: message.run.id };
    case 'changed':
      return { ...state, runs: put(state.runs, seen(state.runs.get(message.run.id), message.run)) };
    case 'event': {
      const view = state.runs.get(message.run);
      return view === undefined ? state : { ...state, runs: put(state.runs, withEvent(view, message.number, message.event)) };
    }
    case 'ended': {
      const before = state.runs.get(message.run.id);
      const runs = put(state.runs, seen(before, message.run));
      const news = before === undefined || isAtWork(before.run);
      return news ? withMessage({ ...state, runs }, ended(message.run)) : { ...state, runs };
    }
  }
}

function seen(before: RunView | undefined, run: RunAnswer): RunView {
  return before === undefined ? viewOf(run) : withRun(before, run);
}

function put(runs: PageState['runs'], view: RunView): PageState['runs'] {
  const next = new Map(runs).set(view.run.id, view);
  for (const id of [...next.keys()].slice(0, Math.max(0, next.size - mostRuns))) next.delete(id);
  return next;
}

/** What is told of all of them counts; what is told of one in detail stays. */
function withRuns(runs: PageState['runs'], answers: readonly RunAnswer[]): PageState['runs'] {
  const oldestFirst = [...answers].sort((a, b) => a.startedAt.localeCompare(b.startedAt));
  const told = new Map(oldestFirst.map((run) => [run.id, seen(runs.get(run.id), run)]));
  for (const [id, view] of runs) if (!told.has(id) && isAtWork(view.run)) told.set(id, view);
  return told;
}

function withEvents(runs: PageState['runs'], { run, events }: RunEventsAnswer): PageState['runs'] {
  const before = runs.get(run.id) ?? viewOf({ ...run, outcomes: [], endedAt: null });
  const fresh = before.next === 0 ? { ...before, steps: [], lines: [] } : before;
  const heard = events.reduce((view, { number, event }) => withEvent(view, number, event), fresh);
  return put(runs, withRun(heard, run));
}

/** The numbers of messages go on, so that one is told from another that says the same. */
function withMessage(state: PageState, message: Omit<Message, 'id'>): PageState {
  const id = (state.messages.at(-1)?.id ?? 0) + 1;
  return { ...state, messages: [...state.messages, { ...message, id }].slice(-mostMessages) };
}

function ended({ id, command, state, outcomes, diagnostics }: RunAnswer): Omit<Message, 'id'> {
  const failure = outcomes.find(({ kind }) => kind === 'failed');
  const [problem] = [...diagnostics, ...(failure?.diagnostics ?? [])];
  const why = problem?.message ?? failure?.detail;
  switch (state) {
    case 'done':
      return { tone: 'well', text: `${command}: done`, remedy: null, run: id };
    case 'interrupted':
      return { tone: 'quiet', text: `${command}: interrupted`, remedy: null, run: id };
    case 'failed':
    case 'running':
    case 'interrupting':
      return { tone: 'bad', text: `${command} failed${why === undefined ? '' : `: ${why}`}`, remedy: problem?.remedy ?? null, run: id };
  }
}
