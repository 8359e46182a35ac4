import { describe, expect, it } from 'vitest';
import { component } from './testing/component.js';
import { resolve, type Resolved, type Sources } from './testing/resolve.js';
import type { RunBy } from './viewpoint.js';

const url = 'postgres://${DB_USER}:${DB_PASSWORD}@${DB_HOST}:${DB_PORT}/x';
const db = component('time-db', {
  ports: { TIME_DB_PORT: 5432 },
  env: {
    DB_USER: { default: 'dust' },
    DB_PASSWORD: { secret: true },
    DATABASE_URL: { type: 'url', default: url.replaceAll('DB_HOST', 'TIME_DB_HOST').replaceAll('DB_PORT', 'TIME_DB_PORT') },
  },
});
const app = component('app', {
  ports: { APP_PORT: 80 },
  env: {
    ADDRESS: { default: '${time-db.TIME_DB_HOST}:${time-db.TIME_DB_PORT}' },
    STORE: { default: '${time-db.DATABASE_URL}?from=${APP_HOST}:${APP_PORT}' },
  },
});

function both(runtimes: Readonly<Record<string, RunBy>>, sources: Sources = {}): Resolved {
  const database: Sources = { ...sources, environment: { DB_PASSWORD: 'hidden', ...sources.environment } };
  return resolve(
    [
      [app, {}],
      [db, database],
    ],
    { TIME_DB_PORT: 20_001, APP_PORT: 20_002 },
    runtimes,
  );
}

const store = (address: string, own = '127.0.0.1:20002'): string => `postgres://dust:hidden@${address}/x?from=${own}`;

describe('a reference to another component', () => {
  it('gives a process the leased port on this machine, whatever runs the other', () => {
    for (const runtime of ['process', 'compose'] as const)
      expect(both({ app: 'process', 'time-db': runtime }).values('app')).toEqual({
        APP_PORT: '20002',
        APP_HOST: '127.0.0.1',
        ADDRESS: '127.0.0.1:20001',
        STORE: store('127.0.0.1:20001'),
      });
  });

  it('gives a container the name and the inside port of another container, also through a text of that other', () => {
    expect(both({ app: 'compose', 'time-db': 'compose' }).values('app')).toEqual({
      APP_PORT: '20002',
      APP_HOST: '127.0.0.1',
      ADDRESS: 'time-db:5432',
      STORE: store('time-db:5432'),
    });
  });

  it('leads a container to the machine for a process', () => {
    expect(both({ app: 'compose' }).values('app')).toMatchObject({
      ADDRESS: 'host.docker.internal:20001',
      STORE: store('host.docker.internal:20001'),
    });
  });

  it('has the port that a layer sets on the outside only', () => {
    const sources: Sources = { personal: { TIME_DB_PORT: '7000' } };
    const at = (runtimes: Readonly<Record<string, RunBy>>): unknown => both(runtimes, sources).values('app')['ADDRESS'];
    expect([at({ 'time-db': 'compose' }), at({ app: 'compose' }), at({ app: 'compose', 'time-db': 'compose' })]).toEqual([
      '127.0.0.1:7000',
      'host.docker.internal:7000',
      'time-db:5432',
    ]);
  });

  it('is not confused by who else looked at the same variable', () => {
    const process = component('process', { env: { STORE: { default: '${time-db.DATABASE_URL}' } } });
    const container = component('container', { env: { STORE: { default: '${time-db.DATABASE_URL}' } } });
    const database: Sources = { environment: { DB_PASSWORD: 'hidden' } };
    for (const order of [
      [process, container, db],
      [db, container, process],
    ]) {
      const found = resolve(
        order.map((one) => [one, one === db ? database : {}]),
        { TIME_DB_PORT: 20_001 },
        { container: 'compose', 'time-db': 'compose' },
      );
      expect([found.values('process'), found.values('container'), found.values('time-db')['DATABASE_URL']]).toEqual([
        { STORE: 'postgres://dust:hidden@127.0.0.1:20001/x' },
        { STORE: 'postgres://dust:hidden@time-db:5432/x' },
        'postgres://dust:hidden@127.0.0.1:20001/x',
      ]);
    }
  });

  it('stays secret from every viewpoint', () => {
    for (const runtime of ['process', 'compose'] as const)
      expect(both({ app: runtime, 'time-db': 'compose' }).variable('app', 'STORE')?.secret).toBe(true);
  });

  it('must not lead back in a circle, from any viewpoint', () => {
    const a = component('a', { env: { X: { default: '${b.Y}' } } });
    const b = component('b', { env: { Y: { default: '${a.X}' } } });
    const found = resolve(
      [
        [a, {}],
        [b, {}],
      ],
      {},
      { a: 'compose' },
    );
    expect([found.problems('a'), found.problems('b')]).toEqual([
      ['variables refer to each other in a circle: a.X -> b.Y -> a.X'],
      ['variables refer to each other in a circle: a.X -> b.Y -> a.X'],
    ]);
  });
});

describe('the variables inside a container', () => {
  it('have the ports of the manifest, and so has every text that refers to them', () => {
    const found = both({ app: 'compose', 'time-db': 'compose' });
    expect(found.values('time-db')).toEqual({
      TIME_DB_PORT: '20001',
      TIME_DB_HOST: '127.0.0.1',
      DB_USER: 'dust',
      DB_PASSWORD: 'hidden',
      DATABASE_URL: 'postgres://dust:hidden@127.0.0.1:20001/x',
    });
    expect(found.inside('time-db')).toEqual({
      TIME_DB_PORT: '5432',
      TIME_DB_HOST: '127.0.0.1',
      DB_USER: 'dust',
      DB_PASSWORD: 'hidden',
      DATABASE_URL: 'postgres://dust:hidden@127.0.0.1:5432/x',
    });
    expect([found.ports('time-db'), found.inside('app')?.['STORE']]).toEqual([
      { TIME_DB_PORT: 20_001 },
      store('time-db:5432', '127.0.0.1:80'),
    ]);
  });

  it('have those ports also where a layer sets the outside one', () => {
    const found = both({ 'time-db': 'compose' }, { personal: { TIME_DB_PORT: '7000' } });
    expect([found.values('time-db')['TIME_DB_PORT'], found.inside('time-db')?.['TIME_DB_PORT'], found.ports('time-db')]).toEqual([
      '7000',
      '5432',
      { TIME_DB_PORT: 7_000 },
    ]);
  });

  it('are the same as outside for a process', () => {
    const found = both({});
    expect(found.inside('time-db')).toEqual(found.values('time-db'));
  });

  it('lack what is without a value outside', () => {
    expect(resolve([[component('a', { ports: { A_PORT: 80 } }), {}]], {}, { a: 'compose' }).inside('a')).toEqual({ A_HOST: '127.0.0.1' });
  });

  it('are as valid as those outside', () => {
    const a = component('a', { ports: { A_PORT: 80 }, env: { HIGH: { type: 'enum', values: ['20001'], default: '${A_PORT}' } } });
    const found = resolve([[a, {}]], { A_PORT: 20_001 }, { a: 'compose' });
    expect([found.inside('a'), found.problems('a')]).toEqual([
      { A_PORT: '80', A_HOST: '127.0.0.1' },
      ['a: HIGH must be one of 20001, not "80"'],
    ]);
  });
});

describe('the published port of a component', () => {
  const page = component('page', {
    ports: { PAGE_PORT: 80 },
    env: { OWN: { default: 'http://localhost:${PAGE_PUBLISHED}' }, API: { default: 'http://localhost:${app.APP_PUBLISHED}' } },
  });
  const found = (runtime: RunBy): Resolved =>
    resolve(
      [
        [app, {}],
        [db, { environment: { DB_PASSWORD: 'hidden' } }],
        [page, {}],
      ],
      { PAGE_PORT: 20_003, APP_PORT: 20_002, TIME_DB_PORT: 20_001 },
      { app: runtime, page: runtime },
    );
  const expected = { OWN: 'http://localhost:20003', API: 'http://localhost:20002' };

  it('is its number on this machine wherever it is asked for, as a browser needs it', () => {
    for (const runtime of ['process', 'compose'] as const) {
      expect(found(runtime).values('page')).toMatchObject(expected);
      expect(found(runtime).inside('page')).toMatchObject(expected);
    }
  });

  it('is there to be referred to, and given to nobody', () => {
    expect(Object.keys(found('process').values('page'))).toEqual(['PAGE_PORT', 'PAGE_HOST', 'OWN', 'API']);
  });
});
