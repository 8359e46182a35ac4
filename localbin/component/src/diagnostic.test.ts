import { describe, expect, it } from 'vitest';
import { formatDiagnostic, limitDiagnostics, sortDiagnostics } from './diagnostic.js';
import type { Diagnostic } from './diagnostic.js';

function at(file: string, line: number, column: number): Diagnostic {
  const range = { start: { line, column }, end: { line, column: column + 1 } };
  return { severity: 'error', code: 'test', message: `${file} ${line} ${column}`, file, range };
}

describe('formatDiagnostic', () => {
  it('begins with a place that editors and terminals can follow', () => {
    expect(formatDiagnostic(at('platform/redis/component.yaml', 3, 5))).toBe(
      'platform/redis/component.yaml:3:5: error: platform/redis/component.yaml 3 5',
    );
  });

  it('leaves out what is not there, and indents the remedy', () => {
    const diagnostic: Diagnostic = { severity: 'warning', code: 'test', message: 'odd', remedy: 'Do this.\nAnd that.' };
    expect(formatDiagnostic(diagnostic)).toBe('warning: odd\n  Do this.\n  And that.');
  });
});

describe('sortDiagnostics', () => {
  it('goes by file, then from top to bottom', () => {
    const inOrder = [at('a', 2, 1), at('a', 10, 2), at('a', 10, 3), at('b', 1, 1)];
    expect(sortDiagnostics([...inOrder].reverse())).toEqual(inOrder);
  });
});

describe('limitDiagnostics', () => {
  const many = Array.from({ length: 30 }, (_, index) => at('a', 30 - index, 1));

  it('keeps the first twenty, and says how many there are besides', () => {
    const limited = limitDiagnostics(many, 75, 'a');
    expect(limited.map(({ message }) => message)).toEqual([...Array.from({ length: 20 }, (_, index) => `a ${index + 1} 1`), 'and 55 more']);
    expect(limited.at(-1)).toEqual({
      severity: 'error',
      code: 'more-problems',
      message: 'and 55 more',
      file: 'a',
      range: at('a', 20, 1).range,
    });
  });

  it('adds nothing to twenty', () => {
    expect(limitDiagnostics(many.slice(0, 20), 20, 'a')).toHaveLength(20);
  });
});
