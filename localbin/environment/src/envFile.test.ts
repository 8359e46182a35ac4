import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseEnvFile, readEnvFile } from './envFile.js';

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

  it.each([
    ['A=pass#word', '1:7 A would end at this #'],
    ['A=#ffffff', '1:3 A would end at this #'],
    ['A="one" two', '1:8 A goes on behind its closing quote'],
    ["A='one' 'two'", '1:8 A goes on behind its closing quote'],
    ['A="say \\"hi\\""', '1:3 A would keep the backslash in front of a quote'],
    ['A="one\r\ntwo"', '1:7 A would lose a carriage return'],
    ['A=one\rtwo', '1:3 A would become something else than it looks like'],
    ["A=\n'words'", '2:1 expected NAME=value, found a line of 7 characters without an assignment'],
    ["A='C:\\'", "1:3 the quote ' is never closed"],
  ])('is refused where dotenv would change a value: %j', (text, problem) => expect(parsed(text)).toEqual([problem]));

  it.each([
    ['A= # nothing', ''],
    ['A=one # two', 'one'],
    ["A=it's", "it's"],
    ['A="#" # sign', '#'],
    ['A="one\\ntwo\\r"', 'one\ntwo\r'],
    ["A='one\\ntwo'", 'one\\ntwo'],
    ['\ufeffA=1', '1'],
    ['A=C:\\dir\\', 'C:\\dir\\'],
  ])('means what dotenv reads: %j', (text, value) => expect(parsed(text)).toEqual({ A: `1:${value}` }));

  it('tells where each character of a value stands, also behind escapes and line ends', () => {
    const result = parseEnvFile('A="x\\ny${Z}"\n  B=\'one\ntwo ${Z}\'\nC=${Z}\n', 'a.env');
    const places = result.ok && [...result.value.entries.values()].map(({ value, locate }) => locate?.(value.indexOf('$')));
    expect(places).toEqual([
      { line: 1, column: 8 },
      { line: 3, column: 5 },
      { line: 4, column: 3 },
    ]);
  });
});

describe('a path where an env file may be', () => {
  const reading = (prepare: (path: string) => Promise<unknown>): Promise<unknown> =>
    inFolder(async (folder) => {
      const path = join(folder, 'a.env');
      await prepare(path);
      const result = await readEnvFile(path, 'env/local/a.env');
      return result.ok ? [...result.value.entries.keys()] : result.diagnostics.map(({ file, message }) => `${file}: ${message}`);
    });

  it('may be absent', async () => expect(await reading(async () => undefined)).toEqual([]));

  it('must not be a folder', async () =>
    expect(await reading((path) => mkdir(path))).toEqual(['env/local/a.env: this is a folder, where an env file is expected']));

  it('must not be a link that leads nowhere', async () =>
    expect(await reading((path) => symlink('gone', path))).toEqual(['env/local/a.env: this is a link to a file that is not there']));

  it('must not be a pipe, for which it would wait without end', async () =>
    expect(await reading(async (path) => execFileSync('mkfifo', [path]))).toEqual(['env/local/a.env: this is no file']));

  it('must hold text in UTF-8', async () =>
    expect(await reading((path) => writeFile(path, Buffer.from([65, 61, 0xff])))).toEqual(['env/local/a.env: this is not text in UTF-8']));
});

async function inFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'env-file-'));
  try {
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
