import { describe, expect, it } from 'vitest';
import { whileRestored } from './whileRestored.js';

describe('a component during a restore', () => {
  const healthy = { state: 'healthy', detail: 'up 2 s' } as const;

  it('is starting while the restored data are built, whatever its probe says', () => {
    expect(whileRestored('db', healthy, 'aside', true)).toEqual({ state: 'starting', detail: 'is being restored' });
    expect(whileRestored('db', { state: 'stopped', detail: '' }, 'between', true)).toEqual({
      state: 'stopped',
      detail: 'is being restored',
    });
  });

  it('has failed when the restore was interrupted while it ran on the half of the data', () => {
    const detail = 'its restore was interrupted; dsw start db brings back the data from before';
    expect(whileRestored('db', healthy, 'aside', false)).toEqual({ state: 'failed', detail });
    expect(whileRestored('db', { state: 'stopped', detail: '' }, 'between', false)).toEqual({ state: 'stopped', detail });
  });

  it('is what it is once the restored data are in place', () => {
    expect(whileRestored('db', healthy, 'swapped', false)).toEqual(healthy);
  });
});
