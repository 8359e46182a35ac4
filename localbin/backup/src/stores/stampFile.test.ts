import { describe, expect, it } from 'vitest';
import { isStampFile } from './stampFile.js';

const sound = { verified: { db: '2026-01-02T03:04:05.678Z' }, drilled: {}, pinned: { at: '2026-01-02T03:04Z', reason: '' } };

describe('a file of stamps', () => {
  it.each([sound, { ...sound, pinned: null }, { ...sound, sha256: 'abc' }])('is %j', (value) => {
    expect(isStampFile(value)).toBe(true);
  });

  it.each([
    null,
    [],
    { verified: {}, drilled: {} },
    { ...sound, more: 1 },
    { ...sound, sha256: 1 },
    { ...sound, verified: { db: 'yesterday' } },
    { ...sound, verified: { db: '2026-02-30T03:04:05Z' } },
    { ...sound, drilled: { db: '2026-01-02T24:00:00Z' } },
    { ...sound, drilled: { db: 1 } },
    { ...sound, pinned: { at: '2026-01-02T03:04:05Z' } },
    { ...sound, pinned: { at: '2026-01-02T03:04:05Z', reason: '', more: 1 } },
  ])('is not %j', (value) => {
    expect(isStampFile(value)).toBe(false);
  });
});
