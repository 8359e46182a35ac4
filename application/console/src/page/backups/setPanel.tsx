import type { SetAnswer, SnapshotAnswer } from '../../api.js';
import { counted, formatBytes, formatMinute } from '../format.js';
import { useAct } from '../hooks/useAct.js';
import { useAnswer } from '../hooks/useAnswer.js';
import { useNow } from '../hooks/useNow.js';
import { useSelect } from '../hooks/useSelect.js';
import { useObstacle } from '../hooks/useObstacle.js';
import { Panel } from '../parts/panel.js';
import { Note, Problem } from '../parts/problem.js';
import { toComponent } from '../state/route.js';
import { summaryOf } from './contents.js';
import { proofOf } from './proof.js';
import { ProofBadge, SetMarks } from './setMarks.js';

/** What is in a set, component by component. */
export function SetPanel({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const stamps = useSelect(({ runs, latestRun }) => (latestRun === null ? '' : runs.get(latestRun)?.run.state));
  const { value, problem } = useAnswer<SetAnswer>(`/api/backups/${encodeURIComponent(id)}`, stamps);
  const act = useAct();
  const now = useNow(20_000);
  const because = useObstacle();
  return (
    <Panel
      label={`Set ${id}`}
      title={value === undefined ? 'Set' : formatMinute(Date.parse(value.set.at))}
      subtitle={<code>{id}</code>}
      back="Back to all sets"
      onClose={onClose}
    >
      {problem !== undefined && <Problem problem={problem} />}
      {value !== undefined && (
        <>
          <div class="panel-actions" role="group" aria-label="Actions for this set">
            <button
              type="button"
              class="button"
              disabled={because !== undefined}
              title={because}
              onClick={() => void act.workspace('verify', { set: id })}
            >
              Verify
            </button>
            <button
              type="button"
              class="button"
              disabled={because !== undefined}
              title={because}
              onClick={() => void act.workspace('drill', { set: id })}
            >
              Drill
            </button>
          </div>
          <div class="set-marks">
            <ProofBadge proof={proofOf(value.set)} now={now} />
            <SetMarks set={value.set} />
          </div>
          {value.set.pinned !== null && <Note tone="quiet" text={`Pinned: ${value.set.pinned.reason}`} />}
          {value.set.incomplete.map(({ component, reason }) => (
            <Note key={component} tone="warning" text={`${component} is not in it: ${reason}`} />
          ))}
          <div class="snapshots">
            {value.snapshots.map((snapshot) => (
              <Snapshot key={snapshot.component} snapshot={snapshot} answer={value} now={now} />
            ))}
          </div>
        </>
      )}
    </Panel>
  );
}

interface SnapshotProps {
  readonly snapshot: SnapshotAnswer;
  readonly answer: SetAnswer;
  readonly now: number;
}

function Snapshot({ snapshot, answer, now }: SnapshotProps) {
  const { component, method, runtime, engine, bytes, contentBytes, notes, contents, problem } = snapshot;
  return (
    <section class="snapshot">
      <h3>
        <a href={toComponent(component, 'backups')}>{component}</a> <ProofBadge proof={proofOf(answer.set, component)} now={now} />
      </h3>
      <p class="minor">
        {method === 'hook' ? 'by its own backup' : 'a copy of its volume'} under {runtime}
        {engine === null ? '' : ` · ${engine}`} · {formatBytes(bytes)} stored, {formatBytes(contentBytes)} of data
      </p>
      {notes.map((note) => (
        <p key={note} class="minor">
          {note}
        </p>
      ))}
      {problem !== null && <Note tone="bad" text={problem} />}
      {contents === null ? (
        problem === null && <p class="minor">What the data held was not recorded.</p>
      ) : (
        <details>
          <summary>{summaryOf(contents)}</summary>
          <div class="table-scroll">
            <table class="contents">
              <thead>
                <tr>
                  <th scope="col">Kind</th>
                  <th scope="col">Name</th>
                  <th scope="col" class="number">
                    Count
                  </th>
                </tr>
              </thead>
              <tbody>
                {contents.slice(0, mostEntries).map(({ kind, name, count, value }) => (
                  <tr key={`${kind} ${name}`}>
                    <td>{kind}</td>
                    <td>
                      <code>{name}</code>
                      {value !== undefined && count === undefined && value.length < 60 && <span class="minor"> {value}</span>}
                    </td>
                    <td class="number">{count ?? ''}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {contents.length > mostEntries && <p class="minor">and {counted(contents.length - mostEntries, 'more entry', 'more entries')}</p>}
        </details>
      )}
    </section>
  );
}

const mostEntries = 500;
