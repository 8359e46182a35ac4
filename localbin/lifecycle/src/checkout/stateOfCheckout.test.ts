import { describe, expect, it } from 'vitest';
import { stateOfCheckout } from './stateOfCheckout.js';

describe('a checkout', () => {
  it('is healthy where it is checked out, whatever somebody has changed in it', () => {
    const state = {
      kind: 'checked-out',
      commit: 'c'.repeat(40),
      wanted: true,
      due: false,
      changes: 2,
      ahead: 0,
      behind: 0,
      missing: [],
    } as const;
    expect(stateOfCheckout(state)).toEqual({ state: 'healthy', detail: 'cccccccccc, 2 local changes' });
  });

  it('is stopped where there is none yet, or not all of it', () => {
    expect(stateOfCheckout({ kind: 'absent' })).toEqual({ state: 'stopped', detail: 'not cloned yet' });
    expect(stateOfCheckout({ kind: 'unfinished', detail: 'a clone' })).toEqual({ state: 'stopped', detail: 'unfinished: a clone' });
  });

  it('has failed where something else lies in its place, and is unavailable without git', () => {
    expect(stateOfCheckout({ kind: 'not-a-checkout', reason: 'a file' })).toEqual({ state: 'failed', detail: 'no git checkout: a file' });
    expect(stateOfCheckout({ kind: 'no-git' })).toEqual({ state: 'unavailable', detail: 'git is not installed' });
  });
});
