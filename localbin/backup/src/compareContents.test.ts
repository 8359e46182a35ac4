import { describe, expect, it } from 'vitest';
import type { ContentEntry } from '@dust-workspace/component';
import { compareContents, describeDifference } from './compareContents.js';

const now = new Date('2026-11-22T12:00:00Z');

function differences(recorded: readonly ContentEntry[], found: readonly ContentEntry[]): string[] {
  return compareContents(recorded, found, now).map(describeDifference);
}

describe('what a restored component holds', () => {
  const table = { kind: 'table', name: 'metrics.public.t', count: 3, digest: 'aa' };

  it('is as recorded whatever the order', () => {
    const other = { kind: 'table', name: 'metrics.public.u', count: 0 };
    expect(differences([table, other], [other, table])).toEqual([]);
  });

  it('differs by what is missing, what is new, and what changed', () => {
    const sequence = { kind: 'sequence', name: 'metrics.public.s', value: '7' };
    expect(
      differences(
        [table, sequence, { kind: 'view', name: 'v', value: 'select 1' }],
        [
          { ...table, count: 2 },
          { ...sequence, value: '8' },
          { kind: 'role', name: 'intruder' },
        ],
      ),
    ).toEqual([
      'table metrics.public.t has 2 instead of 3',
      'sequence metrics.public.s is at 8 instead of 7',
      'view v is missing',
      'role intruder was not there when the backup was made',
    ]);
    expect(differences([table], [{ ...table, digest: 'ab' }])).toEqual([
      'table metrics.public.t has other content than when the backup was made',
    ]);
  });

  it('is compared without digests where one side has none', () => {
    const counted = { kind: table.kind, name: table.name, count: table.count };
    expect([differences([table], [counted]), differences([counted], [table])]).toEqual([[], []]);
  });

  it('may lie anywhere between what was read before and after the data were taken, rising or falling, beyond what a number can hold', () => {
    const rising = { kind: 'sequence', name: 's', value: '9007199254740993', upTo: '9007199254740995' };
    const at = (value: string): string[] => differences([rising], [{ kind: 'sequence', name: 's', value }]);
    expect([at('9007199254740993'), at('9007199254740994'), at('9007199254740995')]).toEqual([[], [], []]);
    expect(at('9007199254740996')).toEqual(['sequence s is at 9007199254740996 instead of 9007199254740993 to 9007199254740995']);
    expect(differences([{ kind: 'sequence', name: 's', value: '-1', upTo: '-5' }], [{ kind: 'sequence', name: 's', value: '-3' }])).toEqual(
      [],
    );
  });

  it('is passed over once it may have expired, on either side', () => {
    const keys = { kind: 'keys', name: 'db0', count: 2, until: '2026-11-22T12:00:00Z' };
    expect([differences([keys], []), differences([], [keys])]).toEqual([[], []]);
    expect(differences([{ ...keys, until: '2026-11-22T12:00:01Z' }], [])).toEqual(['keys db0 is missing']);
  });
});
