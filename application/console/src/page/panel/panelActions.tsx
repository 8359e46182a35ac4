import type { ComponentStatus } from '@dust-workspace/lifecycle';
import { useState } from 'preact/hooks';
import type { ActionAnswer, ComponentVerb } from '../../api.js';
import { useAct } from '../hooks/useAct.js';
import { usePending } from '../hooks/usePending.js';
import { useObstacle } from '../hooks/useObstacle.js';
import { Icon, type IconName } from '../parts/icon.js';
import { Menu } from '../parts/menu.js';
import { componentWords } from '../words.js';
import { ConfirmStop } from './confirmStop.js';
import { RestoreDialog } from './restoreDialog.js';
import { isDown } from './stoppedAlong.js';
import { useStoppedAlong } from './useStoppedAlong.js';

interface PanelActionsProps {
  readonly name: string;
  readonly row: ComponentStatus;
  readonly actions: readonly ActionAnswer[];
}

const more: readonly ComponentVerb[] = ['init', 'backup', 'verify', 'drill', 'restore'];
const icons: Readonly<Partial<Record<ComponentVerb, IconName>>> = { start: 'play', stop: 'stop', restart: 'restart' };

/** What can be asked of a component. What takes others along, or puts other data in place, asks first. */
export function PanelActions({ name, row, actions }: PanelActionsProps) {
  const act = useAct();
  const along = useStoppedAlong(name);
  const [pending, run] = usePending();
  const [asking, setAsking] = useState<'stop' | 'restart' | 'restore'>();
  const because = useObstacle();

  const reasonAgainst = (verb: ComponentVerb): string | undefined => {
    const action = actions.find((candidate) => candidate.verb === verb);
    return action === undefined || action.allowed ? undefined : (action.because ?? 'not possible here');
  };
  const ask = (verb: ComponentVerb): void => {
    if (verb === 'restore') setAsking('restore');
    else if ((verb === 'stop' || verb === 'restart') && along.length > 0) setAsking(verb);
    else run(() => act.component(name, verb));
  };
  const button = (verb: ComponentVerb) => {
    const reason = because ?? reasonAgainst(verb);
    const icon = icons[verb];
    return (
      <button
        key={verb}
        type="button"
        class={verb === 'start' ? 'button primary' : 'button'}
        disabled={pending || reason !== undefined}
        title={reason ?? componentWords[verb].note}
        onClick={() => ask(verb)}
      >
        {icon !== undefined && <Icon name={icon} size={14} />}
        {componentWords[verb].text}
      </button>
    );
  };

  return (
    <div class="panel-actions" role="group" aria-label={`Actions for ${name}`}>
      {isDown(row) ? button('start') : [button('restart'), button('stop')]}
      <Menu
        label="More"
        named
        disabled={pending || because !== undefined}
        title={because}
        items={more.map((verb) => {
          const reason = reasonAgainst(verb);
          return {
            key: verb,
            text: componentWords[verb].text,
            note: reason ?? componentWords[verb].note,
            disabled: reason !== undefined,
            danger: verb === 'restore',
            onChoose: () => ask(verb),
          };
        })}
      />
      {(asking === 'stop' || asking === 'restart') && (
        <ConfirmStop
          name={name}
          verb={asking}
          along={along}
          onClose={() => setAsking(undefined)}
          onConfirm={() => run(() => act.component(name, asking))}
        />
      )}
      {asking === 'restore' && <RestoreDialog name={name} onClose={() => setAsking(undefined)} />}
    </div>
  );
}
