import type { RefObject } from 'preact';
import { useMemo } from 'preact/hooks';
import { counted } from '../format.js';
import { useSelect } from '../hooks/useSelect.js';
import { statesInOrder } from '../looks.js';
import { Choice } from '../parts/choice.js';
import { Icon } from '../parts/icon.js';
import { SearchField } from '../parts/searchField.js';
import { StateIcon } from '../parts/stateIcon.js';
import { countsOf, noProfiles, profilesIn, toggled, type Filter } from '../state/filter.js';
import { WorkspaceActions } from './workspaceActions.js';

export type View = 'graph' | 'list';

interface ToolbarProps {
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly search: RefObject<HTMLInputElement | null>;
  /** From the field to what it has found. */
  readonly onEnter: () => void;
}

/** How many are in which state, which of them are shown, and how. */
export function Toolbar({ filter, onFilter, view, onView, search, onEnter }: ToolbarProps) {
  const components = useSelect((state) => state.known?.components);
  const profiles = useSelect((state) => state.known?.profiles) ?? noProfiles;
  const counts = useMemo(() => countsOf(components?.values() ?? [], statesInOrder), [components]);
  const names = useMemo(() => profilesIn(profiles), [profiles]);
  return (
    <div class="toolbar">
      <div class="counts" role="group" aria-label="Components by state">
        <span class="total">{components === undefined ? '' : counted(components.size, 'component')}</span>
        {counts.map(([state, count]) => (
          <button
            key={state}
            type="button"
            class={`chip state-${state}`}
            title={state}
            aria-pressed={filter.states.has(state)}
            onClick={() => onFilter(toggled(filter, state))}
          >
            <StateIcon state={state} size={14} />
            <b>{count}</b> <span class="chip-word">{state}</span>
          </button>
        ))}
      </div>
      <div class="tools">
        <SearchField
          label="Filter by name, or state:failed"
          placeholder="Filter"
          text={filter.text}
          onText={(text) => onFilter({ ...filter, text })}
          inputRef={search}
          input={{
            title: 'Names, or state:failed, profile:starter, runtime:compose',
            onKeyDown: (event) => {
              if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
              event.preventDefault();
              onEnter();
            },
          }}
        >
          <kbd aria-hidden="true">/</kbd>
        </SearchField>
        {names.length > 1 && (
          <label class="field">
            <span class="hidden">Profile</span>
            <select
              value={filter.profile ?? ''}
              onChange={({ currentTarget }) => onFilter({ ...filter, profile: currentTarget.value || null })}
            >
              <option value="">All profiles</option>
              {names.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <Choice
          label="View"
          chosen={view}
          onChoose={onView}
          options={[
            { key: 'graph', text: 'Graph', content: <Icon name="graph" /> },
            { key: 'list', text: 'List', content: <Icon name="list" /> },
          ]}
        />
        <WorkspaceActions />
      </div>
    </div>
  );
}
