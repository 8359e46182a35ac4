import { unreachable } from '@dust-workspace/component';
import { describeCheckout, type CheckoutState } from '@dust-workspace/runtime';
import type { ComponentState } from '../status.js';

/** What `status` says of a component that is a checkout and does not run. Pure. */
export function stateOfCheckout(checkout: CheckoutState): { readonly state: ComponentState; readonly detail: string } {
  const detail = describeCheckout(checkout);
  switch (checkout.kind) {
    case 'checked-out':
      return { state: 'healthy', detail };
    case 'absent':
    case 'unfinished':
      return { state: 'stopped', detail };
    case 'not-a-checkout':
      return { state: 'failed', detail };
    case 'no-git':
      return { state: 'unavailable', detail };
    default:
      return unreachable(checkout);
  }
}
