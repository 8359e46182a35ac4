import { expect, it } from 'vitest';
import { describeCheckout } from './describeCheckout.js';
import type { CheckedOut, CheckoutState } from './checkout.js';

const commit = 'c9fe47a814c12f69c93c8de0e08583a55bee734c';
const sound: CheckedOut = { kind: 'checked-out', commit, wanted: true, due: false, changes: 0, ahead: 0, behind: 0, missing: [] };

it.each<[CheckoutState, string]>([
  [{ kind: 'absent' }, 'not cloned yet'],
  [{ kind: 'unfinished', detail: 'it was interrupted' }, 'unfinished: it was interrupted'],
  [{ kind: 'not-a-checkout', reason: 'it is a file' }, 'no git checkout: it is a file'],
  [{ kind: 'no-git' }, 'git is not installed'],
  [sound, 'c9fe47a814'],
  [{ ...sound, wanted: false, due: true }, 'c9fe47a814, another commit is wanted now'],
  [
    { ...sound, branch: 'mine', wanted: false, changes: 1, ahead: 2, behind: 3, missing: ['a'] },
    'mine at c9fe47a814, not the wanted commit, 1 local change, 2 commits of its own, 3 commits behind, 1 submodule missing',
  ],
])('a state is told in a few words (%#)', (state, words) => expect(describeCheckout(state)).toBe(words));
