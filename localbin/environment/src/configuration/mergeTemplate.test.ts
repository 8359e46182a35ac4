import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinEnvText, splitEnvText, type EnvText } from './envText.js';
import { mergeTemplate } from './mergeTemplate.js';

const split = (text: string): EnvText => {
  const result = splitEnvText(text, 'a.env');
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join());
  return result.value;
};
const merged = (base: string | undefined, mine: string, theirs: string): { text: string; kept: readonly string[] } => {
  const { text, kept } = mergeTemplate({ base: base === undefined ? undefined : split(base), mine: split(mine), theirs: split(theirs) });
  return { text: joinEnvText(text), kept };
};

describe('a file and its template', () => {
  const base = '# The file.\n\n# First.\nA=1\n\nB=2\n# Third.\nC=3\n';

  it('that moved: values that nobody touched follow it, edits stay, new variables come with their comments', () => {
    const mine = '# The file.\n\n# First.\nA=1\n\nB=mine\n# Third.\nC=3\nOWN=4\n';
    const theirs = '# The file.\n\n# The first.\nA=10\n\nB=2\n# New.\nN=5\n# Third.\nC=3\n';
    expect(merged(base, mine, theirs)).toEqual({
      text: '# The file.\n\n# The first.\nA=10\n\nB=mine\n# New.\nN=5\n# Third.\nC=3\nOWN=4\n',
      kept: [],
    });
  });

  it('that moved where the person has an edit: the edit stays, and is told', () => {
    expect(merged('A=1\nB=2\n', 'A=mine\n', 'A=10\nB=20\n')).toEqual({ text: 'A=mine\n', kept: ['A', 'B'] });
    expect(merged('A=1\n', 'A=10\n', 'A=10\n').kept).toEqual([]);
  });

  it('that lost a variable: it goes, with its comment, unless somebody edited it', () => {
    expect(merged('# One.\nA=1\n# Two.\nB=2\n', '# One.\nA=1\n# Two.\nB=mine\n', '')).toEqual({ text: '# Two.\nB=mine\n', kept: [] });
    expect(merged('# One.\nA=1\nB=2\n', '# Mine.\nA=1\nB=2\n', 'B=2\n').text).toBe('# Mine.\nB=2\n');
  });

  it('with generated values keep them, whatever the template says now', () => {
    const mine = 'P=secret\nK="one\\ntwo"\nK_PUBLIC=three\n';
    expect(merged('P=generate:password\nK=generate:keypair\n', mine, 'P=generate:hex:16\nK=generate:keypair\n')).toEqual({
      text: mine,
      kept: [],
    });
    expect(merged('P=generate:password\n', 'P=secret\n', 'P=fixed\n')).toEqual({ text: 'P=secret\n', kept: ['P'] });
    expect(merged('P=generate:password\n', 'P=secret\n', '').text).toBe('P=secret\n');
    expect(merged('P=fixed\n', 'P=fixed\n', 'P=generate:password\n').text).toBe('P=generate:password\n');
  });

  it('of which nobody knows from what it was made: everything stays, and what is missing comes', () => {
    expect(merged(undefined, '# Mine.\nA=mine\n', '# Template.\nA=1\n# Second.\nB=2\n')).toEqual({
      text: '# Mine.\nA=mine\n# Second.\nB=2\n',
      kept: [],
    });
  });

  it('written otherwise, with the same value, follow a new value only', () => {
    expect(merged('A=1\n', "A='1' # mine\n", 'A="1"\n').text).toBe("A='1' # mine\n");
    expect(merged('A=1\n', "A='1'\n", 'A=2\n').text).toBe('A=2\n');
  });
});

const comment = fc.constantFrom('', '# one', '# two');
const value = fc.constantFrom('1', '2', 'generate:hex', '"a\nb"', "'x' # why");
const text = fc
  .record({
    segments: fc.uniqueArray(fc.record({ name: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'), value, comment }), {
      selector: ({ name }) => name,
    }),
    end: fc.constantFrom('', '# end\n'),
  })
  .map(
    ({ segments, end }) =>
      segments.map((one) => `${one.comment === '' ? '' : `${one.comment}\n`}${one.name}=${one.value}\n`).join('') + end,
  );

describe('whatever was done to it,', () => {
  it('a file whose template did not move stays as it is', () => {
    fc.assert(
      fc.property(text, text, (base, mine) => {
        expect(merged(base, mine, base).text).toBe(mine);
      }),
    );
  });

  it('a file that nobody touched becomes its template', () => {
    fc.assert(
      fc.property(text, text, (base, theirs) => {
        expect(merged(base, base, theirs).text).toBe(theirs);
      }),
    );
  });

  it('a second time nothing is left to do', () => {
    fc.assert(
      fc.property(fc.option(text, { nil: undefined }), text, text, (base, mine, theirs) => {
        const once = merged(base, mine, theirs).text;
        expect(merged(theirs, once, theirs)).toEqual({ text: once, kept: [] });
      }),
    );
  });

  it('no assignment that the person wrote is lost or changed', () => {
    fc.assert(
      fc.property(text, text, text, (base, mine, theirs) => {
        const before = new Map(split(base).segments.map((segment) => [segment.name, segment.value]));
        const after = new Map(split(merged(base, mine, theirs).text).segments.map((segment) => [segment.name, segment.source.join('\n')]));
        for (const { name, value: own, source } of split(mine).segments)
          if (before.get(name) !== own) expect(after.get(name)).toBe(source.join('\n'));
      }),
    );
  });
});
