import { expect, it } from 'vitest';
import type { DatabaseAnswer, HistoryAnswer } from '../api.js';
import { historyNote, storageLine } from './storage.js';

const database: DatabaseAnswer = { state: 'connected', storage: 'hypertable', since: null, reason: null, buffered: 0, dropped: 0 };
const history: HistoryAnswer = { from: 0, to: 0, sampleEvery: 10_000, source: 'memory', components: {} };

it('says where samples go', () => {
  expect(storageLine(database)).toBe('Samples are stored in timescale (hypertable).');
  expect(storageLine({ ...database, storage: 'table', buffered: 4 })).toBe('Samples are stored in timescale (plain table; 4 waiting).');
  expect(storageLine({ ...database, state: 'away', buffered: 4, dropped: 2 })).toBe(
    'timescale is away; samples stay in memory (4 waiting, 2 dropped).',
  );
  expect(storageLine({ ...database, state: 'absent' })).toBe('Samples stay in memory: there is no timescale in this environment.');
});

it('says what the history lacks', () => {
  expect(historyNote({ ...history, source: 'database' }, database)).toBe('one sample every 10 s');
  expect(historyNote(history, { ...database, state: 'away' })).toBe('history since start only: timescale is away · one sample every 10 s');
  expect(historyNote(history, { ...database, state: 'absent' })).toBe(
    'history since start only: timescale is absent · one sample every 10 s',
  );
});
