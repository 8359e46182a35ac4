import { describe, expect, it } from 'vitest';
import { progressFilter } from './progressFilter.js';

/** What is told of lines of git. */
function told(...lines: readonly string[]): string[] {
  const shown: string[] = [];
  const filter = progressFilter((line) => shown.push(line));
  lines.forEach(filter);
  return shown;
}

const at = (percent: number, total = 40_000): string =>
  `Receiving objects: ${String(percent).padStart(3)}% (${(percent * total) / 100}/${total}), 3.20 MiB | 1.00 MiB/s`;

describe('the progress of git', () => {
  it('is told by quarters of each long phase', () => {
    expect(told(at(0), at(10), at(25), at(26), at(60), at(100), 'Resolving deltas:  30% (3000/10000)')).toEqual([
      at(25),
      at(60),
      at(100),
      'Resolving deltas:  30% (3000/10000)',
    ]);
  });

  it('is not told of what is over at once, nor what is no progress', () => {
    expect(told(at(50, 40), at(100, 40), 'remote: Enumerating objects: 44, done.', 'From /somewhere')).toEqual([]);
  });
});
