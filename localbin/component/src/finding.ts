import type { Diagnostic, Range } from './diagnostic.js';

/** The way from the top of a document to one of its values: keys of mappings, indexes of lists. */
export type Path = readonly (string | number)[];

/** Finds the text of a key or value; of the nearest mapping or list around it, where there is none. */
export type Locate = (path: Path, part: 'key' | 'value') => Range;

/** A problem with a part of a document, before it is known where in the text that part stands. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
  readonly path: Path;
  readonly part: 'key' | 'value';
}

/** A finding as an error in `file`. */
export function locateFinding({ path, part, ...problem }: Finding, file: string, locate: Locate): Diagnostic {
  return { severity: 'error', ...problem, file, range: locate(path, part) };
}
