import { describe, expect, it } from 'vitest';
import { look } from './seen.js';

describe('a look', () => {
  it('ends with what was seen, or why nothing was', async () => {
    expect(await look(60_000, () => 7)).toEqual({ kind: 'seen', value: 7 });
    expect(await look(60_000, async () => Promise.reject(new Error('gone')))).toEqual({ kind: 'unseen', reason: 'gone' });
    expect(await look(10, () => new Promise(() => undefined))).toEqual({ kind: 'unseen', reason: 'there was no answer within 0.01 s' });
  });
});
