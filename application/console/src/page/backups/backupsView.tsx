import type { BackupsAnswer, SetSummaryAnswer } from '../../api.js';
import { counted, formatBytes, formatMinute } from '../format.js';
import { useAnswer } from '../hooks/useAnswer.js';
import { useNow } from '../hooks/useNow.js';
import { goTo } from '../hooks/useRoute.js';
import { useSelect } from '../hooks/useSelect.js';
import { Ago } from '../parts/ago.js';
import { Boundary } from '../parts/boundary.js';
import { Empty } from '../parts/empty.js';
import { Note, Problem } from '../parts/problem.js';
import { addressOf } from '../state/route.js';
import { proofOf } from './proof.js';
import { ProofBadge, SetMarks } from './setMarks.js';
import { SetPanel } from './setPanel.js';

/** The sets of the environment, and what is in the one that is looked at. */
export function BackupsView({ set }: { readonly set: string | null }) {
  // The newest stamps of all components change when a backup, a verification or a drill ends.
  const version = useSelect(({ known }) => known?.components);
  const { value, problem } = useAnswer<BackupsAnswer>('/api/backups', useStamps(version));
  const now = useNow(20_000);
  return (
    <div class={set === null ? 'split' : 'split open'}>
      <section class="board" aria-label="Backups">
        <div class="page-head">
          <h2>Backups</h2>
          {value !== undefined && (
            <p class="minor">
              {counted(value.sets.length, 'set')} in {value.store}
            </p>
          )}
        </div>
        {problem !== undefined && <Problem problem={problem} />}
        {value === undefined && problem === undefined && <p class="loading">Reading the sets</p>}
        {value?.damaged.map(({ id, message }) => (
          <Note
            key={id}
            tone="bad"
            text={`The set ${id} cannot be read: ${message}`}
            remedy="No restore takes it. Back up again: dsw backup"
          />
        ))}
        {value?.sets.length === 0 && (
          <Empty title="Nothing was backed up yet">
            <p>
              Choose <em>Back up all</em> under Workspace on the first page, or: <code>dsw backup</code>
            </p>
          </Empty>
        )}
        {value !== undefined && value.sets.length > 0 && <Sets sets={value.sets} chosen={set} now={now} />}
      </section>
      {set !== null && (
        <Boundary name="The set" version={set}>
          <SetPanel key={set} id={set} onClose={() => goTo({ kind: 'backups', set: null })} />
        </Boundary>
      )}
    </div>
  );
}

function useStamps(components: ReadonlyMap<string, { readonly lastBackup: unknown; readonly lastVerified: unknown }> | undefined): string {
  return JSON.stringify([...(components?.values() ?? [])].map(({ lastBackup, lastVerified }) => [lastBackup, lastVerified]));
}

interface SetsProps {
  readonly sets: readonly SetSummaryAnswer[];
  readonly chosen: string | null;
  readonly now: number;
}

function Sets({ sets, chosen, now }: SetsProps) {
  return (
    <div class="table-scroll">
      <table class="set-table" role="table">
        <caption class="hidden">Sets, the newest first</caption>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              Taken
            </th>
            <th role="columnheader" scope="col">
              Proven
            </th>
            <th role="columnheader" scope="col">
              Components
            </th>
            <th role="columnheader" scope="col" class="number">
              Size
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {sets.map((set) => (
            <tr key={set.id} role="row" class={set.id === chosen ? 'selected' : undefined}>
              <th role="rowheader" scope="row">
                <a
                  class="row-link"
                  href={addressOf({ kind: 'backups', set: set.id })}
                  aria-current={set.id === chosen ? 'true' : undefined}
                >
                  <Ago at={set.at} now={now} />
                </a>
                <span class="minor">{formatMinute(Date.parse(set.at))}</span>
              </th>
              <td role="cell" data-label="Proven" class="marks">
                <ProofBadge proof={proofOf(set)} now={now} />
                <SetMarks set={set} />
              </td>
              <td role="cell" data-label="Components" class="set-components">
                {set.components.join(', ')}
              </td>
              <td role="cell" data-label="Size" class="number">
                {formatBytes(set.bytes)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
