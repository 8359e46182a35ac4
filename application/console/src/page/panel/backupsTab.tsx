import { useState } from 'preact/hooks';
import type { BackupsAnswer, SetSummaryAnswer } from '../../api.js';
import { proofOf } from '../backups/proof.js';
import { ProofBadge, SetMarks } from '../backups/setMarks.js';
import { formatMinute } from '../format.js';
import { useAct } from '../hooks/useAct.js';
import { useAnswer } from '../hooks/useAnswer.js';
import { useNow } from '../hooks/useNow.js';
import { useSelect } from '../hooks/useSelect.js';
import { useObstacle } from '../hooks/useObstacle.js';
import { Ago } from '../parts/ago.js';
import { Empty } from '../parts/empty.js';
import { Menu } from '../parts/menu.js';
import { Problem } from '../parts/problem.js';
import { addressOf } from '../state/route.js';
import { componentWords } from '../words.js';
import { RestoreDialog } from './restoreDialog.js';

/** The sets that hold a component, the newest first. */
export function BackupsTab({ component }: { readonly component: string }) {
  const backups = useSelect((state) => state.known?.components.get(component)?.lastBackup);
  const proven = useSelect((state) => state.known?.components.get(component)?.lastVerified?.verifiedAt);
  const { value, problem } = useAnswer<BackupsAnswer>('/api/backups', `${backups?.set} ${backups?.verifiedAt} ${proven}`);
  const now = useNow(20_000);
  if (problem !== undefined && value === undefined) return <Problem problem={problem} />;
  if (value === undefined) return <p class="loading">Reading the sets</p>;
  const sets = value.sets.filter(({ components }) => components.includes(component));
  if (sets.length === 0)
    return (
      <Empty title={`${component} was never backed up here`}>
        <p>
          Choose <em>Back up</em> under More, or: <code>dsw backup {component}</code>
        </p>
      </Empty>
    );
  return (
    <ul class="sets">
      {sets.map((set) => (
        <SetRow key={set.id} set={set} component={component} now={now} />
      ))}
    </ul>
  );
}

function SetRow({ set, component, now }: { readonly set: SetSummaryAnswer; readonly component: string; readonly now: number }) {
  const act = useAct();
  const [restoring, setRestoring] = useState(false);
  const because = useObstacle();
  return (
    <li class="set-row">
      <div class="set-when">
        <a href={addressOf({ kind: 'backups', set: set.id })}>
          <Ago at={set.at} now={now} />
        </a>
        <span class="minor">{formatMinute(Date.parse(set.at))}</span>
      </div>
      <div class="set-marks">
        <ProofBadge proof={proofOf(set, component)} now={now} />
        <SetMarks set={set} />
      </div>
      <Menu
        label={`Actions for the set ${set.id}`}
        icon="more"
        disabled={because !== undefined}
        title={because}
        items={[
          {
            key: 'verify',
            ...componentWords.verify,
            note: 'reads it to its end',
            onChoose: () => void act.component(component, 'verify', { set: set.id }),
          },
          {
            key: 'drill',
            ...componentWords.drill,
            note: 'restores it on trial',
            onChoose: () => void act.component(component, 'drill', { set: set.id }),
          },
          { key: 'restore', ...componentWords.restore, note: 'asks first', danger: true, onChoose: () => setRestoring(true) },
        ]}
      />
      {restoring && <RestoreDialog name={component} set={set.id} onClose={() => setRestoring(false)} />}
    </li>
  );
}
