import type { StatusAnswer } from '../api.js';
import { formatClock } from './format.js';

export interface Notice {
  readonly tone: 'warning' | 'bad';
  readonly text: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** What is not as it should be apart from the components themselves. `lostAt`: since when the console itself does not answer. */
export function noticesOf(status: StatusAnswer | undefined, lostAt: number | undefined): Notice[] {
  return [...lost(lostAt), ...(status === undefined ? [] : [...diagnosed(status), ...databaseNotices(status)])];
}

function lost(lostAt: number | undefined): Notice[] {
  if (lostAt === undefined) return [];
  return [
    {
      tone: 'bad',
      text: `The console has not answered since ${formatClock(lostAt, true)}. What is shown is from before.`,
      remedy: 'It is asked again every few seconds. Start it with: dsw start console',
    },
  ];
}

function diagnosed({ diagnostics, at }: StatusAnswer): Notice[] {
  return diagnostics.map(({ severity, message, remedy, file, range }) => {
    const place = file === undefined ? '' : `${file}${range === undefined ? '' : `:${range.start.line}:${range.start.column}`}: `;
    const since =
      file === undefined && at !== null && severity === 'error' ? ` (the states are from ${formatClock(Date.parse(at), true)})` : '';
    return {
      tone: severity === 'error' ? 'bad' : 'warning',
      text: `${place}${message}${since}`,
      ...(remedy === undefined ? {} : { remedy }),
    };
  });
}

function databaseNotices({ database }: StatusAnswer): Notice[] {
  if (database.state !== 'away') return [];
  const since = database.since === null ? '' : ` since ${formatClock(Date.parse(database.since), true)}`;
  return [
    {
      tone: 'warning',
      text: `timescale is away${since}: ${database.reason ?? ''}.`,
      remedy: `The history goes on in memory (${database.buffered} samples wait${database.dropped > 0 ? `, ${database.dropped} were dropped` : ''}) and is stored when it returns.`,
    },
  ];
}
