import { render } from 'preact';
import { App } from './frame/app.js';
import { applyRememberedTheme } from './hooks/useTheme.js';
import { ServicesProvider, type Services } from './services.js';
import { createClient } from './state/client.js';
import { connect } from './state/connect.js';
import { keptToken, keyIn, unlock, type Key } from './state/session.js';
import { createStore } from './state/store.js';

/** The entry of the page: takes a key out of the address before anything else, and puts the parts together. */
const storage = sessionStorage;
const key = takeKey();
const store = createStore(soon);
const client = createClient({
  token: () => keptToken(storage),
  onRefused: () => store.dispatch({ kind: 'access', access: { kind: 'refused' } }),
});
const use = (given: Key | undefined): Promise<void> => unlock(given, { store, client, storage });
const services: Services = { store, client, unlock: use };

applyRememberedTheme();
render(
  <ServicesProvider value={services}>
    <App />
  </ServicesProvider>,
  byId('page'),
);
connect({ store, now: () => Date.now(), retry: { first: 500, cap: 5_000 }, hiddenFor: 60_000 });

void use(key);
// Where the console did not answer at first, or has started anew, it is asked again once it does.
let wasLive = true;
store.subscribe(() => {
  const live = store.state().link.kind === 'live';
  if (live && !wasLive) void use(undefined);
  wasLive = live;
});
// Somebody may paste an address with a key where the page is open already.
addEventListener('hashchange', () => {
  const pasted = takeKey();
  if (pasted !== undefined) void use(pasted);
});

/** Before the next frame; where none is drawn, because nobody sees the page, after a moment. */
function soon(callback: () => void): void {
  let due = true;
  const once = (): void => {
    if (due) callback();
    due = false;
  };
  requestAnimationFrame(once);
  setTimeout(once, 100);
}

/** The key in the address, which is out of it afterwards, also in the history of the browser. */
function takeKey(): Key | undefined {
  const found = keyIn(location.hash);
  if (found !== undefined) history.replaceState(history.state, '', `${location.pathname}${location.search}#/`);
  return found;
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no element #${id}`);
  return found;
}
