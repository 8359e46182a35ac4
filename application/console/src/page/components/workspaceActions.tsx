import type { WorkspaceVerb } from '../../api.js';
import { useAct } from '../hooks/useAct.js';
import { useSelect } from '../hooks/useSelect.js';
import { useWhyNot } from '../hooks/useWhyNot.js';
import { Menu } from '../parts/menu.js';
import { runAtWork } from '../state/pageState.js';
import { workspaceWords } from '../words.js';

const offered: readonly WorkspaceVerb[] = ['up', 'backup', 'verify', 'drill', 'down'];

/** What can be asked of the whole workspace. The console does not end itself: how all is stopped is only said. */
export function WorkspaceActions() {
  const act = useAct();
  const whyNot = useWhyNot();
  const working = useSelect((state) => runAtWork(state)?.run.command);
  const because = whyNot ?? (working === undefined ? undefined : `${working} is at work.`);
  return (
    <Menu
      label="Workspace"
      named
      disabled={because !== undefined}
      title={because}
      items={offered.map((verb) => ({
        key: verb,
        ...workspaceWords[verb],
        disabled: verb === 'down',
        onChoose: () => void act.workspace(verb),
      }))}
    />
  );
}
