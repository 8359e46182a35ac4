import { describe, expect, it } from 'vitest';
import { component } from './testing/component.js';
import { resolve } from './testing/resolve.js';

describe('the variables of a component', () => {
  it('come from the highest layer that sets them, and remember the others', () => {
    const a = component('a', { env: { LEVEL: { default: 'low' } } });
    const found = resolve([[a, { project: { LEVEL: 'project' }, environment: { LEVEL: 'environment' }, shell: { LEVEL: 'shell' } }]]);
    expect(found.variable('a', 'LEVEL')).toEqual({
      name: 'LEVEL',
      value: 'shell',
      secret: false,
      origin: { layer: 'shell' },
      shadowed: [
        { layer: 'environment', file: 'environment.env', line: 1 },
        { layer: 'project', file: 'project.env', line: 1 },
        { layer: 'manifest', file: 'manifest.env' },
      ],
    });
  });

  it('are those that the manifest declares, whatever else a layer holds', () => {
    const a = component('a', { env: { KNOWN: { default: '1' } } });
    expect(resolve([[a, { shell: { HOME: '/root', KNOWN: '2' } }]]).values('a')).toEqual({ KNOWN: '2' });
  });

  it('include leased ports with the host at which they are reached', () => {
    const a = component('a', { ports: { A_PORT: 5432, A_ADMIN_PORT: 5433 } });
    const found = resolve([[a, { environment: { A_ADMIN_PORT: '7000' } }]], { A_PORT: 20_001 });
    expect(found.values('a')).toEqual({ A_PORT: '20001', A_HOST: '127.0.0.1', A_ADMIN_PORT: '7000', A_ADMIN_HOST: '127.0.0.1' });
    expect(found.ports('a')).toEqual({ A_PORT: 20_001, A_ADMIN_PORT: 7_000 });
  });

  it('may refer to each other and to those of other components', () => {
    const db = component('db', { ports: { DB_PORT: 5432 }, env: { DB_USER: { default: 'dust' } } });
    const app = component('app', {
      env: { SCHEME: { default: 'pg' }, URL: { default: '${SCHEME}://${db.DB_USER}@${db.DB_HOST}:${db.DB_PORT}' } },
    });
    expect(
      resolve(
        [
          [db, {}],
          [app, {}],
        ],
        { DB_PORT: 21_000 },
      ).values('app'),
    ).toEqual({ SCHEME: 'pg', URL: 'pg://dust@127.0.0.1:21000' });
  });

  it('are secret when they contain a secret', () => {
    const db = component('db', { env: { PASSWORD: { secret: true } } });
    const app = component('app', { env: { URL: { default: 'pg://x:${db.PASSWORD}@h' } } });
    const found = resolve([
      [db, { environment: { PASSWORD: 'hidden' } }],
      [app, {}],
    ]);
    expect(found.variable('app', 'URL')).toMatchObject({ value: 'pg://x:hidden@h', secret: true });
  });

  it('are refused when they refer to one another without end, or to more than a process can be given', () => {
    const env = Object.fromEntries(
      Array.from({ length: 600 }, (_, index) => [`V${index}`, { default: index < 599 ? `\${V${index + 1}}` : 'x' }]),
    );
    expect(
      resolve([[component('a', { env }), {}]])
        .problems('a')
        .at(0),
    ).toBe('a: V500 is the end of more than 500 variables that refer to one another');
    const doubling = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`V${index}`, { default: index < 39 ? `\${V${index + 1}}\${V${index + 1}}` : 'x' }]),
    );
    expect(
      resolve([[component('a', { env: doubling }), {}]])
        .problems('a')
        .at(0),
    ).toBe('a: V22 is longer than 131000 characters with what it refers to');
  });

  it('fall back where what they refer to is absent', () => {
    const app = component('app', { env: { HOST: { default: '${db.DB_HOST:-nowhere}' } } });
    expect(resolve([[app, {}]]).values('app')).toEqual({ HOST: 'nowhere' });
  });

  it('are absent when they are optional and empty', () => {
    const app = component('app', { env: { PORT: { type: 'port', optional: true, default: '${db.DB_PORT:-}' } } });
    const found = resolve([[app, {}]]);
    expect([found.values('app'), found.problems('app')]).toEqual([{}, []]);
  });

  it('must not refer to each other in a circle', () => {
    const a = component('a', { env: { X: { default: '${Y}' }, Y: { default: '${X}' } } });
    expect(resolve([[a, {}]]).problems('a')?.[0]).toBe('variables refer to each other in a circle: a.X -> a.Y -> a.X');
  });

  it('must have a value, of their type, and not the placeholder of a template', () => {
    const a = component('a', {
      env: {
        NEEDED: {},
        SIZE: { type: 'integer', default: 'big' },
        KEY: { secret: true, default: 'TO_BE_REPLACED' },
        PIN: { type: 'integer', secret: true, default: 'x1' },
      },
    });
    expect(resolve([[a, {}]]).problems('a')).toEqual([
      'a needs a value for NEEDED',
      'a: SIZE must be a whole number, not "big"',
      'a: KEY still says TO_BE_REPLACED',
      'a: PIN must be a whole number',
    ]);
  });

  it('must refer to something', () => {
    const a = component('a', { env: { X: { default: '${db.NOPE}' } } });
    expect(resolve([[a, {}]]).problems('a')).toEqual(['a: X refers to ${db.NOPE}, which has no value']);
  });

  it('are set, says the remedy, in the files of the environment in question', () => {
    const a = component('a', { env: { NEEDED: {}, KEY: { default: 'TO_BE_REPLACED' } } });
    expect(
      resolve([[a, {}]])
        .diagnostics('a')
        .map(({ remedy }) => remedy),
    ).toEqual(['Set NEEDED in env/staging/a.env (or platform/a/.env).', 'Set KEY in env/staging/a.env (or platform/a/.env).']);
  });

  it('tell where a circle closes, each time that it is met', () => {
    const a = component('a', { env: { X: {}, Y: {}, Z: {} } });
    const message = 'variables refer to each other in a circle: a.Y -> a.Z -> a.Y';
    const range = { start: { line: 2, column: 1 }, end: { line: 2, column: 1 } };
    const found = resolve([[a, { environment: { X: '${Y}', Y: '${Z}', Z: '${Y}' } }]]).diagnostics('a');
    expect(found.map((one) => [one.message, one.file, one.range])).toEqual(Array(3).fill([message, 'environment.env', range]));
  });

  it('are not shown in a problem when they contain the secret of another', () => {
    const a = component('a', { env: { KEY: { secret: true }, SIZE: { type: 'integer', default: '${KEY}' } } });
    expect(resolve([[a, { environment: { KEY: 'hidden' } }]]).problems('a')).toEqual(['a: SIZE must be a whole number']);
  });

  it('include the host of a port as it is, whatever a file says of it', () => {
    const a = component('a', { ports: { A_PORT: 5432 } });
    const found = resolve([[a, { personal: { A_HOST: 'elsewhere' } }]], { A_PORT: 5432 });
    expect(found.variable('a', 'A_HOST')).toEqual({
      name: 'A_HOST',
      value: '127.0.0.1',
      secret: false,
      origin: { layer: 'derived' },
      shadowed: [],
    });
  });
});

describe('the image of a component', () => {
  const compose = { compose: { file: 'compose.yaml', service: 'web' } };
  const web = component('dust-front', { runtimes: compose });

  it('is no variable until a layer sets it', () => {
    const found = resolve([[web, {}]]);
    expect([found.values('dust-front'), found.problems('dust-front')]).toEqual([{}, []]);
  });

  it('may be set in every layer, and be referred to', () => {
    const other = component('other', { env: { IMAGE: { default: '${dust-front.DUST_FRONT_IMAGE:-none}' } } });
    const found = resolve([
      [web, { project: { DUST_FRONT_IMAGE: 'front:1' }, shell: { DUST_FRONT_IMAGE: 'front:2' } }],
      [other, {}],
    ]);
    expect(found.variable('dust-front', 'DUST_FRONT_IMAGE')).toEqual({
      name: 'DUST_FRONT_IMAGE',
      value: 'front:2',
      secret: false,
      origin: { layer: 'shell' },
      shadowed: [{ layer: 'project', file: 'project.env', line: 1 }],
    });
    expect(found.values('other')).toEqual({ IMAGE: 'front:2' });
  });

  it.each(['', 'front 1', ' front', 'front\n'])('is refused at its place when it is %j', (value) => {
    const position = { line: 1, column: 1 };
    expect(resolve([[web, { personal: { DUST_FRONT_IMAGE: value } }]]).diagnostics('dust-front')).toEqual([
      {
        severity: 'error',
        code: 'value',
        message: `dust-front: DUST_FRONT_IMAGE must be the name of an image, not ${JSON.stringify(value)}`,
        remedy: 'Correct it, or remove it to have the image of the compose file.',
        file: 'personal.env',
        range: { start: position, end: position },
      },
    ]);
  });

  it('is what the manifest says of it where it declares that variable', () => {
    const own = component('web', { runtimes: compose, env: { WEB_IMAGE: { default: 'two words', description: 'of our own' } } });
    const found = resolve([[own, {}]]);
    expect([found.values('web'), found.problems('web')]).toEqual([{ WEB_IMAGE: 'two words' }, []]);
  });

  it('is none of a component that cannot be a container', () => {
    expect(resolve([[component('web'), { project: { WEB_IMAGE: 'web:1' } }]]).values('web')).toEqual({});
  });
});
