import { unreachable } from '@dust-workspace/component';
import type { CheckedOut, CheckoutState } from './checkout.js';

/** A state in a few words, as `status` shows it. Pure. */
export function describeCheckout(state: CheckoutState): string {
  switch (state.kind) {
    case 'absent':
      return 'not cloned yet';
    case 'unfinished':
      return `unfinished: ${state.detail}`;
    case 'checked-out':
      return describeCommit(state);
    case 'not-a-checkout':
      return `no git checkout: ${state.reason}`;
    case 'no-git':
      return 'git is not installed';
    default:
      return unreachable(state);
  }
}

function describeCommit({ commit, branch, wanted, due, changes, ahead, behind, missing }: CheckedOut): string {
  const short = commit.slice(0, 10);
  return [
    branch === undefined ? short : `${branch} at ${short}`,
    ...(wanted ? [] : [due ? 'another commit is wanted now' : 'not the wanted commit']),
    ...(changes === 0 ? [] : [counted(changes, 'local change')]),
    ...(ahead === 0 ? [] : [`${counted(ahead, 'commit')} of its own`]),
    ...(behind === 0 ? [] : [`${counted(behind, 'commit')} behind`]),
    ...(missing.length === 0 ? [] : [`${counted(missing.length, 'submodule')} missing`]),
  ].join(', ');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
