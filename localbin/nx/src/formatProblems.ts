import type { Diagnostic } from '@dust-workspace/component';

/** Problems without a place in a file, for people. The process of a batch does not load the rooms below for this. */
export function formatProblems(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ severity, message, remedy }) => [`${severity}: ${message}`, ...(remedy === undefined ? [] : [`  ${remedy}`])].join('\n'))
    .join('\n');
}
