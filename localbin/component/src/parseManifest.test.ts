import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from './diagnostic.js';
import { parseManifest } from './parseManifest.js';
import { complete, minimal } from './testing/manifests.js';
import { problemsOf } from './testing/report.js';

const file = 'platform/timescale/component.yaml';

describe('a sound manifest', () => {
  it('is read with every key', () => {
    expect(parseManifest(complete, file).diagnostics).toEqual([]);
    expect(parseManifest(complete, file).manifest).toEqual({
      description: 'PostgreSQL with the TimescaleDB extension',
      profiles: ['starter'],
      needs: { redis: 'healthy' },
      wants: { console: 'started' },
      ports: { TIMESCALE_PORT: 5432 },
      env: {
        POSTGRES_USER: { type: 'string', default: 'postgres', secret: false, optional: false },
        POSTGRES_PASSWORD: { type: 'string', secret: true, optional: false, description: 'of the superuser' },
        POSTGRES_DB: { type: 'string', default: 'metrics', secret: false, optional: false },
        TIMESCALE_EXTENSION: { type: 'enum', values: ['optional', 'required'], default: 'optional', secret: false, optional: false },
        TIMESCALE_MEMORY: { type: 'size', secret: false, optional: true },
      },
      runtimes: {
        compose: { file: 'compose/compose.yaml', service: 'timescale' },
        process: {
          command: ['scripts/serve.sh'],
          context: ['scripts/context.sh'],
          requires: [{ program: ['postgres', '/usr/lib/postgresql/*/bin/postgres'], install: 'apt-get install postgresql' }],
          user: 'unprivileged',
          stop: { signal: 'SIGINT', within: 60_000 },
        },
      },
      ready: { command: ['pg_isready', '--quiet'], within: 90_000 },
      init: { when: 'after-start', files: [], variables: [] },
    });
  });

  it('needs only a description and a runtime', () => {
    expect(parseManifest(minimal, file).manifest).toEqual({
      description: 'a component',
      profiles: [],
      needs: {},
      wants: {},
      ports: {},
      env: {},
      runtimes: {
        process: { command: ['sleep', 'infinity'], requires: [], user: 'invoker', stop: { signal: 'SIGTERM', within: 10_000 } },
      },
    });
  });

  it('of a checkout needs no runtime', () => {
    const text = 'description: the code\nsource: { repository: https://example.org/code, commit: main }\n';
    expect(parseManifest(text, file).manifest).toMatchObject({
      runtimes: {},
      source: { repository: 'https://example.org/code', commit: 'main', notable: [] },
    });
  });

  it('says what it builds of, what its tests need, and what does not work without a value', () => {
    const text = `${minimal}env: { KEY: { without: nobody can log in } }
prep: { files: [Cargo.lock], variables: [KEY] }
test: { command: [npm, test], needs: { redis: healthy } }
`;
    expect(parseManifest(text, file).manifest).toMatchObject({
      env: { KEY: { type: 'string', secret: false, optional: true, without: 'nobody can log in' } },
      prep: { files: ['Cargo.lock'], variables: ['KEY'] },
      test: { command: ['npm', 'test'], needs: { redis: 'healthy' } },
    });
  });

  it('may have a byte order mark, carriage returns, comments and anchors', () => {
    const text = `\ufeff# a comment\n${minimal}env:\n  A: &a { default: x }\n  B: *a\n`.replaceAll('\n', '\r\n');
    expect(parseManifest(text, file).manifest?.env).toEqual({
      A: { type: 'string', default: 'x', secret: false, optional: false },
      B: { type: 'string', default: 'x', secret: false, optional: false },
    });
  });

  it('keeps values as they are written', () => {
    const text = `${minimal}env: { A: { default: 1.10 }, B: { default: 007 }, C: { default: 0x1F }, D: { default: true }, E: { default: 5 } }\n`;
    expect(Object.values(parseManifest(text, file).manifest?.env ?? {}).map((variable) => variable.default)).toEqual([
      '1.10',
      '007',
      '0x1F',
      'true',
      '5',
    ]);
  });

  it('may name components like the members of every object', () => {
    expect(parseManifest(`${minimal}needs: { constructor: started }\n`, file).manifest?.needs).toEqual({ constructor: 'started' });
  });
});

describe('a problem with a key or a value', () => {
  it.each([
    ['an unknown key', 'redy: {}', '3:1: error: unknown key `redy`, did you mean `ready`?'],
    ['an unknown key without a near miss', 'volumes: {}', '3:1: error: unknown key `volumes`'],
    [
      'a misspelt condition',
      'needs: { redis: helthy }',
      '3:17: error: expected one of prepared, started, healthy, initialised, found `helthy`, did you mean `healthy`?',
    ],
    [
      'a variable of prep that is none',
      'env: { BUILD: {} }\nprep: { variables: [BULID] }',
      '4:21: error: unknown variable `BULID`, did you mean `BUILD`?',
    ],
    ['a source without a commit', 'source: { repository: r }', '3:9: error: missing key `commit`, expected text'],
    ['a list in place of a mapping', 'needs: [redis]', '3:8: error: expected a mapping, found a list'],
    ['nothing in place of a mapping', 'env:', '3:1: error: expected a mapping, found nothing'],
    ['text in place of a list', 'profiles: starter', '3:11: error: expected a list, found `starter`'],
    [
      'a profile in capitals',
      'profiles: [Starter]',
      '3:12: error: expected a profile name: lower-case letters, digits and dashes, found `Starter`',
    ],
    ['a need that is no name', 'needs: { Redis: started }', '3:10: error: expected the name of a component, found `Redis`'],
    [
      'a port without _PORT',
      'ports: { TIMESCALE: 1 }',
      '3:10: error: expected a port name, TIMESCALE_PORT or TIMESCALE_<PURPOSE>_PORT, found `TIMESCALE`',
    ],
    [
      'the port of another',
      'ports: { REDIS_PORT: 1 }',
      '3:10: error: expected a port name that begins with TIMESCALE_, found `REDIS_PORT`',
    ],
    ['a port that is too large', 'ports: { TIMESCALE_PORT: 65536 }', '3:26: error: expected at most 65535, found 65536'],
    ['port zero', 'ports: { TIMESCALE_PORT: 0 }', '3:26: error: expected at least 1, found 0'],
    ['half a port', 'ports: { TIMESCALE_PORT: 1.5 }', '3:26: error: expected a whole number, found 1.5'],
    ['a port in quotes', 'ports: { TIMESCALE_PORT: "5432" }', '3:26: error: expected a number, found `5432`'],
    ['a variable in lower case', 'env: { user: {} }', '3:8: error: expected an upper-case variable name, found `user`'],
    [
      'a misspelt type',
      'env: { A: { type: strng } }',
      '3:19: error: expected one of string, port, url, boolean, integer, enum, duration, size, found `strng`, did you mean `string`?',
    ],
    ['a mapping as a default', 'env: { A: { default: {} } }', '3:22: error: expected text, a number, true or false, found a mapping'],
    ['text in place of a boolean', 'env: { A: { secret: yes } }', '3:21: error: expected true or false, found `yes`'],
    ['an enum without values', 'env: { A: { type: enum } }', '3:11: error: missing key `values`: an enum lists what it may be'],
    ['values without an enum', 'env: { A: { values: [a] } }', '3:13: error: `values` belongs to `type: enum`'],
    ['an enum of nothing', 'env: { A: { type: enum, values: [] } }', '3:33: error: expected at least one entry, found an empty list'],
    [
      'a default outside the enum',
      'env: { A: { type: enum, values: [on, off], default: of } }',
      '3:53: error: expected one of on, off, found `of`, did you mean `off`?',
    ],
    [
      'a variable that is a port as well',
      'ports: { TIMESCALE_PORT: 1 }\nenv: { TIMESCALE_PORT: {} }',
      '4:8: error: variable `TIMESCALE_PORT` is set already: it is one of the ports',
    ],
    [
      'a variable that comes with a port',
      'ports: { TIMESCALE_PORT: 1 }\nenv: { TIMESCALE_HOST: {} }',
      '4:8: error: variable `TIMESCALE_HOST` is set already: it comes with the port of that name',
    ],
    [
      'a variable of ours',
      'env: { DSW_VOLUME: {} }',
      '3:8: error: variable `DSW_VOLUME` is set already: DSW_ variables come from the workspace',
    ],
    [
      'a probe of an unknown port',
      'ports: { TIMESCALE_PORT: 1 }\nready: { tcp: TIMESCAL_PORT }',
      '4:15: error: unknown port `TIMESCAL_PORT`, did you mean `TIMESCALE_PORT`?',
    ],
    ['a probe of a URL with an unknown port', 'ready: { http: "http://127.0.0.1:${WEB_PORT}/" }', '3:16: error: unknown port `WEB_PORT`'],
    [
      'a probe of two kinds',
      'ports: { TIMESCALE_PORT: 1 }\nready: { tcp: TIMESCALE_PORT, command: [a] }',
      '4:1: error: expected exactly one of `command`, `tcp` and `http`, and optionally `within`',
    ],
    [
      'a probe of no kind',
      'ready: { within: 5s }',
      '3:1: error: expected exactly one of `command`, `tcp` and `http`, and optionally `within`',
    ],
    ['a misspelt probe', 'ready: { comand: [a] }', '3:10: error: unknown key `comand`, did you mean `command`?'],
    [
      'a probe that is a list',
      'ready: [pg_isready]',
      '3:8: error: expected exactly one of `command`, `tcp` and `http`, and optionally `within`, found a list',
    ],
    ['a probe command that is text', 'ready: { command: pg_isready --quiet }', '3:19: error: expected a list, found `pg_isready --quiet`'],
    [
      'a number in place of a duration',
      'ready: { command: [a], within: 5 }',
      '3:32: error: expected a duration such as 500ms, 60s or 5m, found 5',
    ],
    [
      'a misspelt duration',
      'ready: { command: [a], within: 5 minutes }',
      '3:32: error: expected a duration such as 500ms, 60s or 5m, found `5 minutes`',
    ],
    [
      'a misspelt moment',
      'init: { when: afterstart }',
      '3:15: error: expected one of after-start, before-start, found `afterstart`, did you mean `after-start`?',
    ],
    ['a NUL in an argument', 'ready: { command: ["a\\0b"] }', '3:20: error: expected text without NUL characters, found `a b`'],
    ['a key named __proto__', '__proto__: { description: x }', '3:1: error: unknown key `__proto__`'],
    ['a key twice', 'needs: {}\nneeds: {}', '4:1: error: key `needs` is there twice'],
    ['a key that is a list', '[needs]: {}', '3:1: error: expected a plain word as a key'],
    ['a tag', 'needs: !all {}', '3:8: error: unresolved tag: !all'],
  ])('is told: %s', (_, lines, expected) => {
    expect(problemsOf(`${minimal}${lines}\n`)).toEqual([expected]);
  });

  it.each([
    ['no description', 'runtimes: { process: { command: [a] } }\n', '1:1: error: missing key `description`, expected text'],
    ['no runtimes', 'description: x\n', '1:1: error: missing key `runtimes`, expected a mapping'],
    ['empty runtimes', 'description: x\nruntimes: {}\n', '2:1: error: expected at least one of `compose` and `process`'],
    [
      'a misspelt runtime',
      'description: x\nruntimes: { proces: { command: [a] } }\n',
      '2:13: error: unknown key `proces`, did you mean `process`?',
    ],
    [
      'a misspelt key that must be there',
      'descripton: x\nruntimes: { process: { command: [a] } }\n',
      '1:1: error: unknown key `descripton`, did you mean `description`?',
    ],
    ['no command', 'description: x\nruntimes:\n  process: {}\n', '3:12: error: missing key `command`, expected a list'],
    [
      'an empty command',
      'description: x\nruntimes:\n  process:\n    command: []\n',
      '4:14: error: expected at least one entry, found an empty list',
    ],
    ['an empty program', 'description: x\nruntimes: { process: { command: [""] } }\n', '2:34: error: expected some text, found empty text'],
    ['no service', 'description: x\nruntimes:\n  compose:\n    file: compose.yaml\n', '4:5: error: missing key `service`, expected text'],
    ['a number as description', 'description: 12\nruntimes: { process: { command: [a] } }\n', '1:14: error: expected text, found 12'],
  ])('is told: %s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual([expected]);
  });

  it('does not keep the others from being told', () => {
    const text = `redy: { tcp: X }
ports: { DB: 1, REDIS_PORT: 99999 }
env:
  USER: { defualt: 1 }
  LEVEL: { type: enum, values: [low, high], default: lw }
ready: { tcp: TIMESCALE_PORT }
`;
    expect(problemsOf(text)).toEqual([
      '1:1: error: missing key `description`, expected text',
      '1:1: error: missing key `runtimes`, expected a mapping',
      '1:1: error: unknown key `redy`, did you mean `ready`?',
      '2:10: error: expected a port name, TIMESCALE_PORT or TIMESCALE_<PURPOSE>_PORT, found `DB`',
      '2:17: error: expected a port name that begins with TIMESCALE_, found `REDIS_PORT`',
      '2:29: error: expected at most 65535, found 99999',
      '4:11: error: unknown key `defualt`, did you mean `default`?',
      '5:54: error: expected one of low, high, found `lw`, did you mean `low`?',
      '6:15: error: unknown port `TIMESCALE_PORT`',
    ]);
  });

  it('spans the key or the value, and says what to do', () => {
    const [problem] = parseManifest(`${minimal}profiles: starter local\n`, file).diagnostics;
    expect(problem).toEqual({
      severity: 'error',
      code: 'wrong-value',
      message: 'expected a list, found `starter local`',
      remedy: 'As a list: [starter, local]',
      file,
      range: { start: { line: 3, column: 11 }, end: { line: 3, column: 24 } },
    });
  });

  it('leaves what is sound to further checks', () => {
    const { sound, keys } = parseManifest(`${minimal}needs: { redis: healthy, mail: helthy }\nready: 5\nwants: { x: started }\n`, file);
    expect(sound.needs).toEqual({ redis: 'healthy' });
    expect(sound.wants).toEqual({ x: 'started' });
    expect(sound.ready).toBeUndefined();
    expect(keys).toEqual(new Set(['description', 'runtimes', 'needs', 'ready', 'wants']));
  });

  it('is told twenty times a file, then counted', () => {
    const problems = problemsOf(minimal + Array.from({ length: 50 }, (_, index) => `odd-${index}: 1\n`).join(''));
    expect(problems.length).toBe(21);
    expect(problems[0]).toBe('3:1: error: unknown key `odd-0`');
    expect(problems[20]).toBe('22:1: error: and 30 more');
  });
});

describe('a text that is no manifest', () => {
  it.each([
    ['nothing', '', '1:1: error: the manifest is empty'],
    ['only a comment', '# later\n', '1:1: error: the manifest is empty'],
    ['a list', '- a\n', '1:1: error: expected a mapping, lines of `key: value`'],
    ['a word', 'hello\n', '1:1: error: expected a mapping, lines of `key: value`'],
    ['two documents', `${minimal}---\n${minimal}`, '3:1: error: a second document begins here'],
    ['a colon in a value', 'description: a: b\n', '1:14: error: a `: ` within a value'],
    ['no colon', 'description\nruntimes: {}\n', '1:1: error: expected `key: value`'],
    ['an open bracket', 'profiles: [a\nneeds: {}\n', '2:1: error: missing `]`, or a line before it that is not indented'],
    ['an open quote', 'description: "x\n', '2:1: error: a quote is opened, but not closed'],
    ['a value that begins with @', 'description: @x\n', '1:14: error: plain value cannot start with reserved character @'],
    ['a tab', 'description: x\nruntimes:\n  process:\n\tcommand: [a]\n', '4:1: error: a tab in the indentation'],
    [
      'many tabs',
      'description: x\nruntimes:\n\tprocess:\n\t\tcommand: [a]\n\t\tuser: invoker\n',
      '3:1: error: a tab in the indentation, here and on 2 more lines',
    ],
    [
      'merge markers',
      `${minimal}<<<<<<< HEAD\nneeds: {}\n=======\nneeds: { a: started }\n>>>>>>> theirs\n`,
      '3:1: error: merge conflict marker',
    ],
    ['what is left of merge markers', `${minimal}needs: {}\n>>>>>>> theirs\n`, '4:1: error: merge conflict marker'],
    ['an alias without an anchor', `${minimal}needs: *common\n`, '3:8: error: alias `*common` has no anchor `&common` before it'],
    ['an alias to itself', `${minimal}needs: &a { b: *a }\n`, '3:16: error: alias `*a` has no anchor `&a` before it'],
    ['a bell', 'description: \u0007\n', '1:14: error: control character U+0007'],
    ['NUL bytes', 'description: x\n\0\0\0', '2:1: error: control character U+0000'],
    ['Latin-1', Buffer.from('description: caf\xe9\n', 'latin1').toString('utf8'), '1:17: error: bytes that are not UTF-8 text'],
    ['UTF-16', Buffer.from(minimal, 'utf16le').toString('utf8'), '1:2: error: control character U+0000'],
    ['a thousand brackets', `${minimal}needs: ${'['.repeat(60_000)}`, '3:48: error: nested far too deeply'],
    ['a thousand dashes', `${minimal}needs:\n${'- '.repeat(20_000)}\n`, '4:81: error: nested far too deeply'],
    ['too much', `${minimal}#${'x'.repeat(80_000)}\n`, '1:1: error: expected a manifest of at most 64 KiB, found 79 KiB'],
    ['a megabyte of nonsense', '%@[\u00e9'.repeat(250_000), '1:1: error: expected a manifest of at most 64 KiB, found 1,221 KiB'],
  ])('gets one message: %s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual([expected]);
  });

  it('is not expanded when it is a bomb of aliases', () => {
    const levels = Array.from({ length: 9 }, (_, level) => `  L${level + 1}: &l${level + 1} [${Array(9).fill(`*l${level}`).join(', ')}]\n`);
    expect(problemsOf(`${minimal}env:\n  L0: &l0 [lol]\n${levels.join('')}`)).toEqual([
      expect.stringMatching(/^\d+:\d+: error: aliases stand for more than 1000 values$/),
    ]);
  });

  it('leads to a minimal manifest', () => {
    expect(parseManifest('', file).diagnostics.map(formatDiagnostic)).toEqual([
      [
        'platform/timescale/component.yaml:1:1: error: the manifest is empty',
        '  A minimal manifest:',
        '  description: what it is',
        '  runtimes: { process: { command: [sleep, infinity] } }',
      ].join('\n'),
    ]);
  });
});
