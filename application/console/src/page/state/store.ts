import { nothingKnown, type PageState } from './pageState.js';
import { reduce, type PageEvent } from './reduce.js';

/** Holds what the page knows, and tells those who listen when it has changed: of changes that come together once. */
export interface Store {
  readonly state: () => PageState;
  readonly dispatch: (event: PageEvent) => void;
  /** Returns what ends listening. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** `soon`: calls back once, before the next frame is drawn or a little later. */
export function createStore(soon: (callback: () => void) => void, initial: PageState = nothingKnown): Store {
  const listeners = new Set<() => void>();
  let state = initial;
  let told = initial;
  let waiting = false;

  function tell(): void {
    waiting = false;
    if (told === state) return;
    told = state;
    for (const listener of [...listeners]) listener();
  }

  return {
    state: () => state,
    dispatch(event) {
      state = reduce(state, event);
      if (waiting || told === state) return;
      waiting = true;
      soon(tell);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
