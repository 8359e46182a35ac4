import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a stand-in found when it began to work, by the name of what it was looking for. */
export type Found = Readonly<Record<string, unknown>>;

/** One line of the journal. */
export interface Note {
  /** Milliseconds. */
  readonly at: number;
  readonly environment: string;
  readonly what: string;
  readonly found: Found;
}

/** The folder of the stand-ins, where the journal is. */
export const folder = import.meta.dirname;

/** Writes a line into the journal. */
export function note(what: string, found: Found): void {
  const line: Note = { at: Date.now(), environment: process.env['DSW_ENVIRONMENT'] ?? '', what, found };
  // In one call, so that lines of several programs do not mix.
  appendFileSync(join(folder, 'journal'), `${JSON.stringify(line)}\n`);
}
