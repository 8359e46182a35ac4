import type { EngineEvent } from '@dust-workspace/lifecycle';

export interface NumberedEvent {
  readonly number: number;
  readonly event: EngineEvent;
}

/** What a run has said, in bounded memory. */
export interface RunLog {
  add(event: EngineEvent): NumberedEvent;
  events(): readonly NumberedEvent[];
}

/** In characters. */
const longestLine = 4_000;

/**
 * Keeps at most `capacity` events. How far something is counts only until it is told again, and when there are too many, the oldest lines of output go
 * first: what was planned, began and ended is kept longest.
 */
export function createRunLog(capacity: number): RunLog {
  let kept: NumberedEvent[] = [];
  let next = 0;
  return {
    add(event) {
      const numbered = { number: next++, event: shortened(event) };
      const last = kept.at(-1);
      if (last !== undefined && replaces(event, last.event)) kept.pop();
      kept.push(numbered);
      if (kept.length > capacity) kept = thinned(kept, Math.floor(capacity * 0.75));
      return numbered;
    },
    events: () => kept,
  };
}

function shortened(event: EngineEvent): EngineEvent {
  if (event.kind !== 'output' || event.line.length <= longestLine) return event;
  return { ...event, line: `${event.line.slice(0, longestLine)} …` };
}

function replaces(event: EngineEvent, before: EngineEvent): boolean {
  return event.kind === 'transfer' && before.kind === 'transfer' && event.operation.id === before.operation.id;
}

function thinned(events: readonly NumberedEvent[], count: number): NumberedEvent[] {
  let excess = events.length - count;
  const rest = events.filter(({ event }) => !isPassing(event) || excess-- <= 0);
  return rest.slice(-count);
}

function isPassing({ kind }: EngineEvent): boolean {
  return kind === 'output' || kind === 'progress' || kind === 'transfer';
}
