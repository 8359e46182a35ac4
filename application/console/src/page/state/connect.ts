import type { ServerEvents } from '../../api.js';
import type { Store } from './store.js';

export interface ConnectOptions {
  readonly store: Store;
  readonly now: () => number;
  /** Milliseconds before the first attempt to connect again, and the longest between two. */
  readonly retry: { readonly first: number; readonly cap: number };
  /** Milliseconds for which the connection is kept while nobody sees the page: a browser has only six for one server. */
  readonly hiddenFor: number;
}

/** Keeps the events of the console arriving in the store: connects again by itself, and at once when the page is looked at again. */
export function connect({ store, now, retry, hiddenFor }: ConnectOptions): void {
  let source: EventSource | undefined;
  let wait = retry.first;
  let timer: number | undefined;
  let hiding: number | undefined;

  function open(): void {
    window.clearTimeout(timer);
    timer = undefined;
    source?.close();
    const opened = new EventSource('/api/events');
    source = opened;
    listen(opened, store);
    opened.addEventListener('open', () => {
      wait = retry.first;
      store.dispatch({ kind: 'connected' });
    });
    opened.addEventListener('error', () => {
      if (source === opened) lose();
    });
  }

  function lose(): void {
    close();
    store.dispatch({ kind: 'disconnected', at: now() });
    timer = window.setTimeout(open, wait);
    wait = Math.min(retry.cap, wait * 2);
  }

  function close(): void {
    source?.close();
    source = undefined;
    window.clearTimeout(timer);
    timer = undefined;
  }

  document.addEventListener('visibilitychange', () => {
    window.clearTimeout(hiding);
    if (document.hidden) hiding = window.setTimeout(close, hiddenFor);
    else if (source === undefined) open();
  });
  window.addEventListener('online', () => {
    if (source === undefined) open();
  });
  // A page that comes back out of the browser's memory has lost its connection.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) open();
  });
  window.addEventListener('pagehide', close);
  open();
}

function listen(source: EventSource, { dispatch }: Store): void {
  on(source, 'status', (status) => dispatch({ kind: 'status', status }));
  on(source, 'patch', (patch) => dispatch({ kind: 'patch', patch }));
  on(source, 'run', (message) => dispatch({ kind: 'run', message }));
  on(source, 'unavailable', (unavailable) => dispatch({ kind: 'unavailable', unavailable }));
  on(source, 'available', () => dispatch({ kind: 'available' }));
}

function on<K extends keyof ServerEvents>(source: EventSource, name: K, take: (data: ServerEvents[K]) => void): void {
  source.addEventListener(name, ({ data }: MessageEvent<string>) => {
    take(JSON.parse(data) as ServerEvents[K]);
  });
}
