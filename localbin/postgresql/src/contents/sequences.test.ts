import { describe, expect, it } from 'vitest';
import { sequenceEntries, type Sequence } from './sequences.js';

describe('what is recorded of a sequence', () => {
  const sequence = (next: bigint, increment = '1'): Sequence => ({ schema: 'Odd', name: 's', increment, least: '1', most: '99', next });
  const entry = { kind: 'sequence', name: 'metrics."Odd".s' };

  it('is one number where nobody used it', () => {
    expect(sequenceEntries('metrics', [sequence(7n)], [sequence(7n)])).toEqual([{ ...entry, value: '7' }]);
  });

  it('is from where to where it went, up or down', () => {
    expect(sequenceEntries('metrics', [sequence(7n)], [sequence(9n)])).toEqual([{ ...entry, value: '7', upTo: '9' }]);
    expect(sequenceEntries('metrics', [sequence(9n, '-2')], [sequence(5n, '-2')])).toEqual([{ ...entry, value: '9', upTo: '5' }]);
  });

  it('is anywhere when it began anew', () => {
    expect(sequenceEntries('metrics', [sequence(98n)], [sequence(3n)])).toEqual([{ ...entry, value: '0', upTo: '100' }]);
  });
});
