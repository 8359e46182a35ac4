import { describe, expect, it } from 'vitest';
import { parseEnvFile } from './envFile.js';

const parsed = (text: string): unknown => {
  const result = parseEnvFile(text, 'env/local/a.env');
  return result.ok
    ? Object.fromEntries([...result.value.entries].map(([name, { value, line }]) => [name, `${line}:${value}`]))
    : result.diagnostics.map(({ range, message }) => `${range?.start.line}:${range?.start.column} ${message}`);
};

describe('an env file', () => {
  it('gives each value with its line', () => {
    expect(parsed('# a comment\nA=1\n\nexport B="two words" # why\nC=\'$literal\'\n')).toEqual({
      A: '2:1',
      B: '4:two words',
      C: '5:$literal',
    });
  });

  it('may hold a value of several lines', () => {
    expect(parsed('KEY="one\ntwo"\nNEXT=1\n')).toEqual({ KEY: '1:one\ntwo', NEXT: '3:1' });
  });

  it('may have Windows line ends', () => {
    expect(parsed('A=1\r\nB=2\r\n')).toEqual({ A: '1:1', B: '2:2' });
  });

  it('is refused where dotenv would drop a line, with its place and never its content', () => {
    expect(parsed('A=1\nhunter2 secret\n')).toEqual(['2:1 expected NAME=value, found a line of 14 characters without an assignment']);
  });

  it('is refused when a quote is never closed, as in a file that is half written', () => {
    expect(parsed('A=1\nPASSWORD="abc')).toEqual(['2:10 the quote " is never closed']);
  });

  it('is refused when it sets a name twice', () => {
    expect(parsed('A=1\nA=2\n')).toEqual(['2:1 A is already set on line 1']);
  });

  it('reports merge conflict markers as what they are', () => {
    expect(parsed('<<<<<<< ours\nA=1\n=======\nA=2\n>>>>>>> theirs\n')).toEqual([
      '1:1 expected NAME=value, found the merge conflict marker <<<<<<<',
      '3:1 expected NAME=value, found the merge conflict marker =======',
      '4:1 A is already set on line 2',
      '5:1 expected NAME=value, found the merge conflict marker >>>>>>>',
    ]);
  });

  it('is refused when it is no text', () => {
    expect(parsed('A=1\nB=\0\0\n')).toEqual(['2:3 this is not text']);
  });
});
