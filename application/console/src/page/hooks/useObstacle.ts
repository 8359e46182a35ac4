import { runAtWork } from '../state/pageState.js';
import { useSelect } from './useSelect.js';
import { useWhyNot } from './useWhyNot.js';

/** Why nothing can be begun just now; undefined where something can: the page may change things, and no run is at work. */
export function useObstacle(): string | undefined {
  const whyNot = useWhyNot();
  const working = useSelect((state) => runAtWork(state)?.run.command);
  return whyNot ?? (working === undefined ? undefined : `${working} is at work.`);
}
