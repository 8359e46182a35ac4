import type { DatabaseAnswer, HistoryAnswer } from '../api.js';
import { formatSpan } from './format.js';

/** Where samples go, in one line. */
export function storageLine({ state, storage, buffered, dropped }: DatabaseAnswer): string {
  const waiting = [...(buffered > 0 ? [`${buffered} waiting`] : []), ...(dropped > 0 ? [`${dropped} dropped`] : [])].join(', ');
  switch (state) {
    case 'absent':
      return 'Samples stay in memory: there is no timescale in this environment.';
    case 'connecting':
      return 'Connecting to timescale.';
    case 'away':
      return `timescale is away; samples stay in memory (${waiting === '' ? 'none waiting' : waiting}).`;
    case 'connected':
      return `Samples are stored in timescale (${storage === 'hypertable' ? 'hypertable' : 'plain table'}${waiting === '' ? '' : `; ${waiting}`}).`;
  }
}

/** What the reader has to know about the plot. */
export function historyNote({ source, sampleEvery }: HistoryAnswer, database: DatabaseAnswer | undefined): string {
  const rhythm = `one sample every ${formatSpan(sampleEvery)}`;
  if (source === 'database') return rhythm;
  return `history since start only: timescale is ${database?.state === 'absent' ? 'absent' : 'away'} · ${rhythm}`;
}
