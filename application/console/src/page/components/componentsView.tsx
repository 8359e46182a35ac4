import { lazily } from '../parts/lazily.js';
import { useMemo, useRef, useState } from 'preact/hooks';
import { useKeys } from '../hooks/useKeys.js';
import { useMedia } from '../hooks/useMedia.js';
import { useRemembered } from '../hooks/useRemembered.js';
import { goTo } from '../hooks/useRoute.js';
import { useSelect } from '../hooks/useSelect.js';
import { ListView } from '../list/listView.js';
import { Boundary } from '../parts/boundary.js';
import { Empty } from '../parts/empty.js';
import { ComponentPanel } from '../panel/componentPanel.js';
import { isFiltering, matches, noFilter, noProfiles, type Filter } from '../state/filter.js';
import type { PanelTab } from '../state/route.js';
import { Toolbar } from './toolbar.js';

const GraphView = lazily(() => import('../graph/graphView.js'), true);

interface ComponentsViewProps {
  readonly component: string | null;
  readonly tab: PanelTab;
  /** Whether single keys are listened to. */
  readonly keys: boolean;
}

/** The components as a graph or a table, and beside them the one that is looked at. */
export function ComponentsView({ component, tab, keys }: ComponentsViewProps) {
  const small = useMedia('(width < 48rem)');
  const [view, setView] = useRemembered(small ? 'view-small' : 'view', ['graph', 'list'], small ? 'list' : 'graph');
  const [filter, setFilter] = useState<Filter>(noFilter);
  const search = useRef<HTMLInputElement>(null);
  const main = useRef<HTMLDivElement>(null);
  const components = useSelect((state) => state.known?.components);
  const profiles = useSelect((state) => state.known?.profiles) ?? noProfiles;
  const shown = useMemo(
    () => new Set([...(components?.values() ?? [])].filter((row) => matches(filter, row, profiles)).map(({ name }) => name)),
    [components, filter, profiles],
  );
  const close = (): void => {
    goTo({ kind: 'components', component: null, tab: 'overview' });
    if (component !== null) focusComponent(main.current, component);
  };
  useKeys(
    {
      '/': (event) => {
        event.preventDefault();
        search.current?.focus();
      },
      v: () => setView(view === 'graph' ? 'list' : 'graph'),
    },
    keys,
  );
  useKeys({
    Escape: () => {
      if (document.activeElement === search.current) leaveSearch(search.current, filter, setFilter, main.current);
      else if (component !== null) close();
      else setFilter(noFilter);
    },
  });

  return (
    <div class={component === null ? 'split' : 'split open'}>
      <section class="board" aria-label="Components" ref={main}>
        <Toolbar
          filter={filter}
          onFilter={setFilter}
          view={view}
          onView={setView}
          search={search}
          onEnter={() => focusFirst(main.current)}
        />
        <Boundary name="This view" version={view}>
          {components?.size === 0 ? (
            <Empty title="This workspace has no components">
              <p>
                Add one with <code>dsw add</code>, or write <code>platform/&lt;name&gt;/component.yaml</code>.
              </p>
            </Empty>
          ) : shown.size === 0 && isFiltering(filter) ? (
            <Empty title="Nothing matches the filter">
              <button type="button" class="button" onClick={() => setFilter(noFilter)}>
                Show all components
              </button>
            </Empty>
          ) : view === 'graph' ? (
            <GraphView selected={component} shown={shown} />
          ) : (
            <ListView selected={component} shown={shown} />
          )}
        </Boundary>
      </section>
      {component !== null && <ComponentPanel key={component} name={component} tab={tab} onClose={close} />}
    </div>
  );
}

/** Escape in the field takes back what was typed first, and leaves the field then. */
function leaveSearch(field: HTMLInputElement | null, filter: Filter, setFilter: (filter: Filter) => void, main: HTMLElement | null): void {
  if (filter.text !== '') setFilter({ ...filter, text: '' });
  else {
    field?.blur();
    focusFirst(main);
  }
}

function focusFirst(main: HTMLElement | null): void {
  main?.querySelector<HTMLElement>('a.node[tabindex="0"], a.row-link')?.focus();
}

function focusComponent(main: HTMLElement | null, name: string): void {
  const at = `[data-component="${CSS.escape(name)}"]`;
  main?.querySelector<HTMLElement>(`a.node${at}, tr${at} a.row-link`)?.focus();
}
