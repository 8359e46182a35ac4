import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { nearlyPlain } from './testing/nearlyPlain.js';
import { readPlainYaml } from './plainYaml.js';

describe('the plain reader of YAML', () => {
  it('reads indented mappings and lists, brackets on one line, comments and words', () => {
    const text = `# what it is
description: "a database: fast"
profiles: [starter, 'full']
needs: {} # nothing
env:
  # nested
  POSTGRES_USER: { default: postgres, secret: false }
  GREETING:
    default: it's me
runtimes:
  process:
    command: [sh, -c, --, ./run.sh]
    requires:
      - one
      - { program: [a, b] }
ports:
  A_PORT: 5432
ready: { within: 60s }
`;
    expect(readPlainYaml(text)).toEqual(parse(text));
  });

  it.each([
    ['', 'empty'],
    ['\tkey: a', 'a tab'],
    ['key: a\r\n', 'a carriage return'],
    ['a: b\na: c', 'a key twice'],
    ['a: {b: 1, b: 2}', 'a key twice in brackets'],
    ['a: b\n  c', 'a value on two lines'],
    ['a:\n- b', 'a list that is not indented'],
    ['a: [b,\n c]', 'brackets on two lines'],
    ['a: |\n  b', 'a block of text'],
    ['a: &x b', 'an anchor'],
    ['a: *x', 'an alias'],
    ['a: !!str b', 'a tag'],
    ['a: yes', 'a word that once was a boolean'],
    ['a: ~', 'nothing'],
    ['a:', 'nothing'],
    ['a: 1.10', 'a number with a point'],
    ['a: 0x10', 'a hexadecimal number'],
    ['a: 007', 'a number with leading zeros'],
    ['a: -.5', 'a number that begins with a point'],
    ['a: -.inf', 'infinity'],
    ['a: 2026-01-01', 'a date'],
    ['a: b: c', 'a colon in a value'],
    ['a: [b: c]', 'a pair in a list'],
    ['a: [b, ]', 'a comma too many'],
    ['a: "b" c', 'words behind a quote'],
    ["a: 'it''s'", 'a quote in a quote'],
    ['a: "b # c"', 'the sign of a comment in a quote'],
    ['a: "b\\n"', 'an escape'],
    ['---\na: b', 'the start of a document'],
    ['a: b\n---\nc: d', 'a second document'],
    ['<<: b', 'a merge key'],
    ['- a: b', 'a mapping in a list'],
    ['a: b\u0007', 'a control character'],
    ['<<<<<<< HEAD', 'a merge conflict'],
    ['a:b', 'a key without a space behind it'],
    ['just words', 'no mapping'],
  ])('leaves %j to the real one: %s', (text) => {
    expect(readPlainYaml(text)).toBeUndefined();
  });

  it('says what the real one says, or nothing', () => {
    let answers = 0;
    for (let seed = 1; seed <= 4_000; seed++) {
      const text = nearlyPlain(seed);
      const plain = readPlainYaml(text);
      if (plain === undefined) continue;
      answers++;
      expect([text, plain]).toEqual([text, parse(text)]);
    }
    expect(answers).toBeGreaterThan(1_000);
  });
});
