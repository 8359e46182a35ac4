/** A place in a text file; both count from 1, as editors show them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

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

/** `file:line:column: message`, followed by the remedy on a line of its own. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const place = placeOf(diagnostic);
  const head = `${place === undefined ? '' : `${place}: `}${diagnostic.severity}: ${diagnostic.message}`;
  return diagnostic.remedy === undefined ? head : `${head}\n  ${diagnostic.remedy}`;
}

/** The order in which people read them: by file, then from top to bottom. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      (a.file ?? '').localeCompare(b.file ?? '') ||
      (a.range?.start.line ?? 0) - (b.range?.start.line ?? 0) ||
      (a.range?.start.column ?? 0) - (b.range?.start.column ?? 0),
  );
}

function placeOf({ file, range }: Diagnostic): string | undefined {
  if (file === undefined) return undefined;
  return range === undefined ? file : `${file}:${range.start.line}:${range.start.column}`;
}
