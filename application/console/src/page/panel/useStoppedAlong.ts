import { useSelect } from '../hooks/useSelect.js';
import { stoppedAlong } from './stoppedAlong.js';

/** The running components that a stop of this one takes along. */
export function useStoppedAlong(name: string): readonly string[] {
  const known = useSelect((state) => state.known);
  return known === undefined ? [] : stoppedAlong(name, known.dependencies, known.components);
}
