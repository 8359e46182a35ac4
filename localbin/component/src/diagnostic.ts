/** A place in a text file; both count from 1, as editors show them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** From `start` up to, but not including, `end`. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** The place of a problem with a file as a whole. */
export const fileStart: Range = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

/**
 * An expected failure, as a value: what is wrong, where, and what to do about it.
 * `file` is relative to the workspace root, with forward slashes.
 */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Stable, kebab-case name of the kind of problem, for tools and tests. */
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
  readonly file?: string;
  readonly range?: Range;
}

/** `file:line:column: message`, followed by the remedy on lines of its own. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const place = placeOf(diagnostic);
  const head = `${place === undefined ? '' : `${place}: `}${diagnostic.severity}: ${diagnostic.message}`;
  return diagnostic.remedy === undefined ? head : `${head}\n  ${diagnostic.remedy.replaceAll('\n', '\n  ')}`;
}

/** The order in which people read them: by file, then from top to bottom. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      compare(a.file ?? '', b.file ?? '') ||
      (a.range?.start.line ?? 0) - (b.range?.start.line ?? 0) ||
      (a.range?.start.column ?? 0) - (b.range?.start.column ?? 0),
  );
}

/** How many problems of one file are told; a file with more is probably no manifest at all. */
export const diagnosticLimit = 20;

/** At most `diagnosticLimit` of a file's diagnostics in reading order, then one that says how many of the `found` are left out. */
export function limitDiagnostics(diagnostics: readonly Diagnostic[], found: number, file: string): Diagnostic[] {
  const kept = sortDiagnostics(diagnostics).slice(0, diagnosticLimit);
  if (found <= kept.length) return kept;
  const omitted = found - kept.length;
  const last = kept.at(-1)?.range;
  return [...kept, { severity: 'error', code: 'more-problems', message: `and ${omitted} more`, file, ...(last && { range: last }) }];
}

function placeOf({ file, range }: Diagnostic): string | undefined {
  if (file === undefined) return undefined;
  return range === undefined ? file : `${file}:${range.start.line}:${range.start.column}`;
}

/** By code units: the same everywhere, whatever the locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
