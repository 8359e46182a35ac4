import { useState } from 'preact/hooks';
import { useNow } from '../hooks/useNow.js';
import { useSelect } from '../hooks/useSelect.js';
import { ListRow } from './listRow.js';
import { sortedBy, sortRows, type Column, type Sorting } from './sortRows.js';

interface ListViewProps {
  readonly selected: string | null;
  /** Those that the filter lets through. */
  readonly shown: ReadonlySet<string>;
}

const heads: readonly { readonly key: Column | 'ports' | 'detail'; readonly text: string; readonly number?: true }[] = [
  { key: 'name', text: 'Component' },
  { key: 'state', text: 'State' },
  { key: 'probe', text: 'Probe', number: true },
  { key: 'cpu', text: 'CPU', number: true },
  { key: 'memory', text: 'Memory', number: true },
  { key: 'ports', text: 'Ports' },
  { key: 'backup', text: 'Backup' },
  { key: 'detail', text: 'Detail' },
];

/** The components as a table, in the order in which they start or by a column. */
export function ListView({ selected, shown }: ListViewProps) {
  const components = useSelect((state) => state.known?.components);
  const names = useSelect((state) => state.known?.names) ?? [];
  const [sorting, setSorting] = useState<Sorting>({ by: 'order', descending: false });
  const measured = sorting.by === 'probe' || sorting.by === 'cpu' || sorting.by === 'memory';
  // What does not sort by measurements need not look at each of them.
  const probes = useSelect((state) => (measured ? state.known?.probes : undefined)) ?? {};
  const usage = useSelect((state) => (measured ? state.known?.usage : undefined)) ?? {};
  const now = useNow(20_000);
  const rows = names.flatMap((name) => (shown.has(name) ? (components?.get(name) ?? []) : []));

  return (
    <div class="table-scroll">
      <table class="components" role="table">
        <caption class="hidden">Components</caption>
        <thead role="rowgroup">
          <tr role="row">
            {heads.map(({ key, text, number }) => (
              <th
                key={key}
                role="columnheader"
                scope="col"
                class={number === true ? 'number' : undefined}
                aria-sort={sorting.by === key ? (sorting.descending ? 'descending' : 'ascending') : undefined}
              >
                {key === 'ports' || key === 'detail' ? (
                  text
                ) : (
                  <button type="button" class="sort" onClick={() => setSorting(sortedBy(sorting, key))}>
                    {text}
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" onKeyDown={moveBetweenRows}>
          {sortRows(rows, sorting, { probes, usage }).map(({ name }) => (
            <ListRow key={name} name={name} selected={name === selected} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function moveBetweenRows(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || !(event.target instanceof HTMLElement) || !(event.currentTarget instanceof HTMLElement)) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('a.row-link')];
  const row = event.target.closest('tr');
  const next = links[links.findIndex((link) => link.closest('tr') === row) + step];
  event.preventDefault();
  next?.focus();
}
