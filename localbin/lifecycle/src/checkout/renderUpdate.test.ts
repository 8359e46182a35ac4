import { describe, expect, it } from 'vitest';
import { renderUpdate } from './renderUpdate.js';
import type { UpdatedCheckout } from './updateCheckouts.js';

const moved: UpdatedCheckout = {
  component: 'dust-source',
  action: 'forward',
  from: 'a'.repeat(40),
  to: 'b'.repeat(40),
  commits: 3,
  log: ['bbbbbbb Second', 'ccccccc First'],
  dropped: 0,
  filesChanged: 12,
  notable: [{ path: 'core/Cargo.lock', files: 1 }],
  warnings: [],
};

describe('an update', () => {
  it('says what came, and what of it is worth knowing', () => {
    expect(renderUpdate([moved]).split('\n')).toEqual([
      'dust-source: aaaaaaaaaa -> bbbbbbbbbb (3 commits, 12 files)',
      '  bbbbbbb Second',
      '  ccccccc First',
      '  … and 1 more',
      'changed, and worth knowing:',
      '  core/Cargo.lock (1)',
      'dsw up builds and initialises what this changed.',
    ]);
  });

  it('that found nothing says so', () => {
    expect(renderUpdate([{ ...moved, action: 'unchanged', to: moved.from }])).toBe('dust-source is at aaaaaaaaaa already');
    expect(renderUpdate([])).toBe('no component is a checkout');
  });
});
