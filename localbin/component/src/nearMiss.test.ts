import { describe, expect, it } from 'vitest';
import { didYouMean, nearMiss } from './nearMiss.js';

describe('nearMiss', () => {
  it.each([
    ['redy', 'ready'],
    ['raedy', 'ready'],
    ['tpc', 'tcp'],
    ['Needs', 'needs'],
    ['tmescale', 'timescale'],
    ['descripton', 'description'],
  ])('takes %s for %s', (word, meant) => {
    expect(nearMiss(word, ['tcp', 'needs', 'ready', 'timescale', 'description'])).toBe(meant);
  });

  it.each(['', 'x', 'network', 'abc', 'read-only-file-system'])('takes %j for nothing', (word) => {
    expect(nearMiss(word, ['tcp', 'y', 'needs', 'ready', 'timescale'])).toBeUndefined();
  });

  it('prefers the nearest, and the first of equals', () => {
    expect(nearMiss('redis-1', ['redis-22', 'redis-2', 'redis-3'])).toBe('redis-2');
  });
});

describe('didYouMean', () => {
  it('ends a message with the suggestion, or adds nothing', () => {
    expect(didYouMean('redy', ['ready'])).toBe(', did you mean `ready`?');
    expect(didYouMean('volumes', ['ready'])).toBe('');
  });
});
