import type { Diagnostic, Result } from '@dust-workspace/component';
import { fail, ok, problem, unreachable } from '@dust-workspace/component';

/** What stands beside each other while a volume is restored. */
export interface SwapView {
  readonly volume: 'data' | 'no-data' | 'missing';
  /** The new data, being built. */
  readonly aside: boolean;
  /** The old data. An empty file there stands for "there was no volume". */
  readonly replaced: 'folder' | 'none-before' | 'missing';
}

/**
 * Where a restore stands. The new data are built aside; two renames make them the volume; the old data wait until the new are confirmed:
 *
 *     none --openAside--> aside --rename--> between --rename--> swapped --confirm--> none
 *                           |                  |                   |
 *                           +----- recover ----+----- revert ------+-----> none, with the old data
 */
export type SwapState = 'none' | 'aside' | 'between' | 'swapped';

/** Each is one change to the file system that either happens or does not. `discard` renames to a name that is only ever deleted. */
export type SwapStep =
  | { readonly kind: 'move'; readonly from: 'volume' | 'aside' | 'replaced'; readonly to: 'volume' | 'replaced' }
  | { readonly kind: 'mark' }
  | { readonly kind: 'unmark' }
  | { readonly kind: 'discard'; readonly place: 'volume' | 'aside' | 'replaced' };

/**
 * `between` also where somebody made the missing volume anew without putting anything into it: the old data are still the only ones.
 */
export function swapStateOf({ volume, aside, replaced }: SwapView): SwapState {
  if (replaced === 'missing') return aside ? 'aside' : 'none';
  if (volume === 'missing' || (aside && volume === 'no-data')) return 'between';
  return 'swapped';
}

/** Whether new data may be built aside now. */
export function planAside(view: SwapView): Result<void> {
  return swapStateOf(view) === 'none' ? ok() : fail(unsettled());
}

/** Makes the data aside the volume. At no moment are the old data without a name under which `planRecover` finds them. */
export function planSwapIn(view: SwapView): Result<SwapStep[]> {
  if (view.replaced !== 'missing') return fail(unsettled());
  if (!view.aside) throw new Error('there is nothing to swap in');
  return ok([
    view.volume === 'missing' ? { kind: 'mark' } : { kind: 'move', from: 'volume', to: 'replaced' },
    { kind: 'move', from: 'aside', to: 'volume' },
  ]);
}

/** What the next command does first, wherever the last one died: back to the old data, unless the new are in place. */
export function planRecover(view: SwapView): SwapStep[] {
  const state = swapStateOf(view);
  switch (state) {
    case 'none':
    case 'swapped':
      return [];
    case 'aside':
      return [{ kind: 'discard', place: 'aside' }];
    case 'between':
      return [...oldBack(view), ...withoutAside(view)];
    default:
      return unreachable(state);
  }
}

/** Lets go of the old data. Nothing to do where there are none. */
export function planConfirm(view: SwapView): Result<SwapStep[]> {
  if (view.replaced === 'missing') return ok([]);
  // A swap that has happened leaves nothing aside: something else made this volume, and the old data may be the only good ones.
  if (view.aside || view.volume === 'missing') return fail(unsettled());
  return ok([view.replaced === 'folder' ? { kind: 'discard', place: 'replaced' } : { kind: 'unmark' }]);
}

/** Back to the old data, also after the swap. */
export function planRevert(view: SwapView): SwapStep[] {
  return swapStateOf(view) === 'swapped' ? [...oldBack(view), ...withoutAside(view)] : planRecover(view);
}

function oldBack({ volume, replaced }: SwapView): SwapStep[] {
  const away: SwapStep[] = volume === 'missing' ? [] : [{ kind: 'discard', place: 'volume' }];
  return [...away, replaced === 'folder' ? { kind: 'move', from: 'replaced', to: 'volume' } : { kind: 'unmark' }];
}

function withoutAside({ aside }: SwapView): SwapStep[] {
  return aside ? [{ kind: 'discard', place: 'aside' }] : [];
}

function unsettled(): Diagnostic {
  return problem(
    'restore-unsettled',
    'an earlier restore was not brought to its end: its new data, its old data or both are still there',
    'Settle that restore first.',
  );
}
