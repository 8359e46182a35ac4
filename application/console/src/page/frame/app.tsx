import { useEffect, useState } from 'preact/hooks';
import { BackupsView } from '../backups/backupsView.js';
import { ComponentsView } from '../components/componentsView.js';
import { useKeys } from '../hooks/useKeys.js';
import { useRemembered } from '../hooks/useRemembered.js';
import { goTo, useRoute } from '../hooks/useRoute.js';
import { useSelect } from '../hooks/useSelect.js';
import { Boundary } from '../parts/boundary.js';
import { RunsView } from '../runs/runsView.js';
import type { PageState } from '../state/pageState.js';
import { addressOf, start, type Route } from '../state/route.js';
import { summarise } from '../summary.js';
import { Header } from './header.js';
import { KeysDialog } from './keysDialog.js';
import { Messages } from './messages.js';
import { Notices } from './notices.js';
import { RunBar } from './runBar.js';

/** The whole page. */
export function App() {
  const route = useRoute();
  const [showKeys, setShowKeys] = useState(false);
  const [keys, setKeys] = useRemembered('keys', ['on', 'off'], 'on');
  const stale = useSelect((state) => state.link.kind === 'lost' || state.unavailable !== null);
  const seen = useSelect((state) => state.known !== undefined && state.known.at !== null);
  const away = useSelect((state) => state.unavailable !== null);
  useTitle();
  useKeys(
    {
      '?': () => setShowKeys(true),
      1: () => goTo(start),
      2: () => goTo({ kind: 'backups', set: null }),
      3: () => goTo({ kind: 'runs', run: null }),
    },
    keys === 'on',
  );
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        To the content
      </a>
      <Header route={route} onKeys={() => setShowKeys(true)} />
      <RunBar />
      <Notices />
      <main id="main" tabIndex={-1} class={stale ? 'stale' : undefined}>
        <Boundary name="This page" version={addressOf(route)}>
          {seen ? <Page route={route} keys={keys === 'on'} /> : !away && <p class="loading">Looking at the workspace</p>}
        </Boundary>
      </main>
      <Messages />
      {showKeys && <KeysDialog on={keys === 'on'} onSwitch={(on) => setKeys(on ? 'on' : 'off')} onClose={() => setShowKeys(false)} />}
    </>
  );
}

function Page({ route, keys }: { readonly route: Route; readonly keys: boolean }) {
  switch (route.kind) {
    case 'components':
      return <ComponentsView component={route.component} tab={route.tab} keys={keys} />;
    case 'backups':
      return <BackupsView set={route.set} />;
    case 'runs':
      return <RunsView run={route.run} />;
  }
}

/** A tab among others says how things are as well. */
function useTitle(): void {
  const title = useSelect(titleOf);
  useEffect(() => {
    document.title = title;
  }, [title]);
}

function titleOf({ known, link }: PageState): string {
  const name = known === undefined ? 'Dust-Workspace' : `${known.environment} · ${known.workspace.name}`;
  if (link.kind === 'lost') return `No answer · ${name}`;
  return known === undefined ? name : `${summarise([...known.components.values()])} · ${name}`;
}
