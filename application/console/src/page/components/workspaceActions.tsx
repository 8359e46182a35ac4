import type { WorkspaceVerb } from '../../api.js';
import { useAct } from '../hooks/useAct.js';
import { useObstacle } from '../hooks/useObstacle.js';
import { Menu } from '../parts/menu.js';
import { workspaceWords } from '../words.js';

const offered: readonly WorkspaceVerb[] = ['up', 'backup', 'verify', 'drill', 'down'];

/** What can be asked of the whole workspace. The console does not end itself: how all is stopped is only said. */
export function WorkspaceActions() {
  const act = useAct();
  const because = useObstacle();
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
