import type { SwapState } from '@dust-workspace/backup';
import { unreachable } from '@dust-workspace/component';
import type { ObservedComponent } from './observation.js';

type Derived = Pick<ObservedComponent, 'state' | 'detail'>;

/**
 * What an unfinished restore makes of a state: until the restored data are in place, whatever runs does not run on the component's data.
 * `busy` says whether a command works on the environment, which is then the restore. Pure.
 */
export function whileRestored(name: string, { state, detail }: Derived, restore: Exclude<SwapState, 'none'>, busy: boolean): Derived {
  switch (restore) {
    case 'swapped':
      return { state, detail };
    case 'aside':
    case 'between':
      if (busy) return { state: state === 'stopped' ? state : 'starting', detail: 'is being restored' };
      return {
        state: state === 'stopped' ? state : 'failed',
        detail: `its restore was interrupted; dsw start ${name} brings back the data from before`,
      };
    default:
      return unreachable(restore);
  }
}
