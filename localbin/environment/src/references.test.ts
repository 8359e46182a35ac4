import { describe, expect, it } from 'vitest';
import { parseReferences } from './references.js';

describe('references in a value', () => {
  it('name a variable of the component itself, or of another', () => {
    expect(parseReferences('postgres://${USER}@${timescale.TIMESCALE_HOST}/x')).toEqual([
      { kind: 'text', text: 'postgres://' },
      { kind: 'reference', name: 'USER', index: 11 },
      { kind: 'text', text: '@' },
      { kind: 'reference', component: 'timescale', name: 'TIMESCALE_HOST', index: 19 },
      { kind: 'text', text: '/x' },
    ]);
  });

  it('may have a fallback, also an empty one', () => {
    expect(parseReferences('${A:-one two}${B:-}')).toEqual([
      { kind: 'reference', name: 'A', fallback: 'one two', index: 0 },
      { kind: 'reference', name: 'B', fallback: '', index: 13 },
    ]);
  });

  it('leave every other dollar alone', () => {
    expect(parseReferences('pa$$word$1 ${lower} $A')).toEqual([{ kind: 'text', text: 'pa$$word$1 ${lower} $A' }]);
  });

  it('can be escaped', () => {
    expect(parseReferences('$${A}')).toEqual([
      { kind: 'text', text: '${' },
      { kind: 'text', text: 'A}' },
    ]);
  });
});
