import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderColumns, type Yield } from './renderColumns.js';
import { displayWidth } from './screen/displayWidth.js';

const rows = [
  ['NAME', 'STATE', 'SIZE', 'DETAIL'],
  ['timescale', 'healthy', '12 kB', 'no extension could be loaded'],
  ['データ', 'stopped', '', ''],
];

const at = (width: number | undefined, yields: readonly Yield[] = []): string[] => renderColumns(rows, { width, yields }).split('\n');

describe('columns', () => {
  it('are as wide as they must be where there is room, and wide characters count as two', () => {
    const natural = ['NAME       STATE    SIZE   DETAIL', 'timescale  healthy  12 kB  no extension could be loaded', 'データ     stopped'];
    expect(at(undefined)).toEqual(natural);
    expect(at(55)).toEqual(natural);
  });

  it('give way in the order that is asked for, no further than they must', () => {
    const yields: Yield[] = [
      { kind: 'wrap', column: 3, least: 20 },
      { kind: 'drop', column: 2 },
      { kind: 'swap', column: 1, cells: ['STATE', 'up', 'down'] },
      { kind: 'under', column: 3 },
    ];
    expect(at(50, yields)).toEqual([
      'NAME       STATE    SIZE   DETAIL',
      'timescale  healthy  12 kB  no extension could be',
      '                           loaded',
      'データ     stopped',
    ]);
    expect(at(42, yields)).toEqual([
      'NAME       STATE    DETAIL',
      'timescale  healthy  no extension could be',
      '                    loaded',
      'データ     stopped',
    ]);
    expect(at(38, yields)).toEqual([
      'NAME       STATE  DETAIL',
      'timescale  up     no extension could',
      '                  be loaded',
      'データ     down',
    ]);
    expect(at(24, yields)).toEqual(['NAME       STATE', 'timescale  up', '    no extension could', '    be loaded', 'データ     down']);
  });

  it('show a line end in a cell as an escape, and keep blanks', () => {
    expect(renderColumns([['a\nb', '  c']])).toBe('a\\nb    c');
  });

  it('give the cell to be painted at its full width, with its own row and column', () => {
    const paint = (cell: string, row: number, column: number): string => (column === 3 && row > 0 ? `<${cell}>` : cell);
    expect(renderColumns(rows, { paint, width: 42, yields: [{ kind: 'drop', column: 2 }] }).split('\n')).toEqual([
      'NAME       STATE    DETAIL',
      'timescale  healthy  <no extension could be>',
      '                    <loaded>',
      'データ     stopped',
    ]);
  });

  it('fit whatever they hold, and lose nothing where they are only broken into lines', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'B', ' ', '字', '-'), maxLength: 40 });
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(table, fc.integer({ min: 30, max: 80 }), (cells, width) => {
        const text = renderColumns(cells, { width, yields: [{ kind: 'wrap', column: 2, least: 8 }] });
        expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(width);
        const letters = (of: string): string => Array.from(of.replaceAll(/\s/g, '')).sort().join('');
        expect(letters(text)).toBe(letters(cells.flat().join('')));
      }),
    );
  });

  it('are still there on a terminal that is too narrow for anything', () => {
    expect(Math.max(...at(5).map(displayWidth))).toBeLessThanOrEqual(8);
  });
});
