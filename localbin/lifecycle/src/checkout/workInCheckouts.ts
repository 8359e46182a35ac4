import { problem, type Diagnostic } from '@dust-workspace/component';
import { describeCheckout, type CheckedOut } from '@dust-workspace/runtime';
import type { Observation } from '../observation.js';
import type { Plan } from '../plan.js';
import type { Session } from '../session.js';
import { checkoutPlace } from './checkoutPlace.js';

/** What a plan would purge although somebody's work is in it and nowhere else. Known before anything is stopped for it. */
export function workInCheckouts(session: Session, { operations }: Plan, observed: Observation): Diagnostic[] {
  const { processEnv } = session.base;
  return operations.flatMap(({ verb, component }): Diagnostic[] => {
    const checkout = observed.get(component)?.checkout;
    if (verb !== 'purge' || checkout?.kind !== 'checked-out' || checkout.changes + checkout.ahead === 0) return [];
    const place = checkoutPlace(session.resolved(component), { processEnv, signal: session.signal, onProgress: () => undefined });
    if (place === undefined || place.own) return [];
    return [workProblem(component, checkout, place.folder)];
  });
}

export function workProblem(component: string, checkout: CheckedOut, folder: string): Diagnostic {
  const message = `the checkout of ${component} holds work that is nowhere else (${describeCheckout(checkout)}); nothing was changed`;
  return problem('work-in-checkout', message, `See git -C '${folder}' status. Push it, or discard it, then run this again.`);
}
