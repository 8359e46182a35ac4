import type { ComponentState } from '@dust-workspace/lifecycle';
import { looks } from '../looks.js';

/** The shape of a state, in its colour. The word stands beside it, or in the name of what holds it. */
export function StateIcon({ state, size = 16 }: { readonly state: ComponentState; readonly size?: number }) {
  const { body, sign } = looks[state];
  return (
    <svg class={`state-icon state-${state}`} viewBox="0 0 16 16" width={size} height={size} aria-hidden="true">
      <path class="state-body" d={body} />
      {sign !== '' && <path class="state-sign" d={sign} />}
    </svg>
  );
}

/** A state as colour, shape and word. */
export function StateBadge({ state }: { readonly state: ComponentState }) {
  return (
    <span class={`badge state-${state}`}>
      <StateIcon state={state} size={14} />
      {state}
    </span>
  );
}
