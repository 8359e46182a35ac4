import { useEffect, useState } from 'preact/hooks';
import type { BackupsAnswer, SetSummaryAnswer } from '../../api.js';
import { formatAgo, formatBytes, formatMinute } from '../format.js';
import { useAct } from '../hooks/useAct.js';
import { useAnswer } from '../hooks/useAnswer.js';
import { useNow } from '../hooks/useNow.js';
import { useSelect } from '../hooks/useSelect.js';
import { Dialog } from '../parts/dialog.js';
import { Empty } from '../parts/empty.js';
import { Note, Problem } from '../parts/problem.js';
import { proofOf } from '../backups/proof.js';
import { useStoppedAlong } from './useStoppedAlong.js';

interface RestoreDialogProps {
  readonly name: string;
  /** The set that is chosen at first; otherwise the newest. */
  readonly set?: string;
  readonly onClose: () => void;
}

/** Asks which data to put in place of today's, says what will happen, and wants the name of the component typed. */
export function RestoreDialog({ name, set: wanted, onClose }: RestoreDialogProps) {
  const { value, problem } = useAnswer<BackupsAnswer>('/api/backups');
  const sets = (value?.sets ?? []).filter(({ components }) => components.includes(name));
  return (
    <Dialog title={`Restore ${name}`} onClose={onClose} alert>
      {problem !== undefined && <Problem problem={problem} />}
      {value === undefined && problem === undefined && <p class="loading">Reading the sets</p>}
      {value !== undefined && sets.length === 0 && (
        <Empty title={`No set holds ${name}`}>
          <p>
            Back it up first: <code>dsw backup {name}</code>
          </p>
        </Empty>
      )}
      {sets.length > 0 && <RestoreForm name={name} sets={sets} wanted={wanted} onClose={onClose} />}
    </Dialog>
  );
}

interface RestoreFormProps {
  readonly name: string;
  readonly sets: readonly SetSummaryAnswer[];
  readonly wanted: string | undefined;
  readonly onClose: () => void;
}

function RestoreForm({ name, sets, wanted, onClose }: RestoreFormProps) {
  const act = useAct();
  const now = useNow(30_000);
  const along = useStoppedAlong(name);
  const hasData = useSelect((state) => state.known?.components.get(name)?.hasData === true);
  const [id, setId] = useState(() => sets.find((set) => set.id === wanted)?.id ?? sets[0]?.id ?? '');
  const [typed, setTyped] = useState('');
  const [force, setForce] = useState(false);
  const [refused, setRefused] = useState<{ readonly message: string; readonly remedy?: string | undefined }>();
  const [asking, setAsking] = useState(false);
  const chosen = sets.find((set) => set.id === id);
  const gaps = chosen?.incomplete ?? [];
  useEffect(() => setForce(false), [id]);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setAsking(true);
    const problem = await act.component(name, 'restore', { set: id, confirm: typed, ...(force ? { force } : {}) });
    setAsking(false);
    if (problem === undefined) onClose();
    else setRefused(problem);
  };

  return (
    <form onSubmit={(event) => void submit(event)}>
      <label class="labelled">
        <span>Data of the set</span>
        <select value={id} onChange={({ currentTarget }) => setId(currentTarget.value)}>
          {sets.map((set) => (
            <option key={set.id} value={set.id}>
              {`${formatMinute(Date.parse(set.at))} · ${formatAgo(now - Date.parse(set.at))} · ${proofOf(set, name).text}`}
            </option>
          ))}
        </select>
      </label>
      {chosen !== undefined && (
        <p class="minor">
          <code>{chosen.id}</code> · {formatBytes(chosen.bytes)} for {chosen.components.join(', ')}
        </p>
      )}

      <h3>What will happen</h3>
      <ol class="steps">
        <li>Every byte of the set is checked; nothing is touched if one is wrong.</li>
        <li>{along.length === 0 ? `${name} stops.` : `${name} stops, and first what needs it: ${along.join(', ')}.`}</li>
        <li>The data are built beside those of now and then swapped in.</li>
        <li>
          What was stopped starts again.{' '}
          {hasData ? 'The data of now are kept until it is healthy on the restored ones, and come back by themselves if it fails.' : ''}
        </li>
      </ol>
      {hasData && (
        <Note
          tone="warning"
          text={`Whatever ${name} has taken in since ${chosen === undefined ? 'then' : formatMinute(Date.parse(chosen.at))} is gone afterwards.`}
          remedy={`To keep it, back up first: dsw backup ${name}`}
        />
      )}
      {gaps.length > 0 && (
        <Note tone="warning" text={`This set is incomplete: ${gaps.map(({ component, reason }) => `${component}: ${reason}`).join('; ')}`}>
          <label class="check">
            <input type="checkbox" checked={force} onChange={({ currentTarget }) => setForce(currentTarget.checked)} /> Restore from it all
            the same
          </label>
        </Note>
      )}
      {refused !== undefined && <Note tone="bad" text={refused.message} remedy={refused.remedy} />}
      <label class="labelled">
        <span>
          Type <b>{name}</b> to restore it
        </span>
        <input
          type="text"
          value={typed}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </label>
      <p class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" class="button danger" disabled={typed !== name || asking || (gaps.length > 0 && !force)}>
          Restore {name}
        </button>
      </p>
    </form>
  );
}
