import type { DatabaseAnswer, HistoryAnswer } from '../api.js';

/** What the reader of a history has to know about it; empty where it is whole. */
export function storageNote({ source }: Pick<HistoryAnswer, 'source'>, database: DatabaseAnswer | undefined): string {
  if (source === 'database' || database === undefined) return '';
  switch (database.state) {
    case 'absent':
      return 'Only since the console started: this environment has no timescale to keep more.';
    case 'connecting':
    case 'connected':
      return 'Only what the console has in memory, until timescale answers.';
    case 'away':
      return `Only what the console has in memory: timescale is away (${database.reason ?? 'no answer'}). ${waiting(database)}`;
  }
}

function waiting({ buffered, dropped }: DatabaseAnswer): string {
  const lost = dropped > 0 ? `, ${dropped} were dropped` : '';
  return `${buffered} samples wait for it${lost}.`;
}
