import { formatDiagnostic } from '../diagnostic.js';
import type { Diagnostic } from '../diagnostic.js';
import { parseManifest } from '../parseManifest.js';

/** Diagnostics as people read them, without their remedies: one line each. */
export function headlines(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ remedy: _, ...diagnostic }) => formatDiagnostic(diagnostic));
}

/** The problems of one manifest, of the component `timescale`: `line:column: error: …`. */
export function problemsOf(text: string): string[] {
  const file = 'platform/timescale/component.yaml';
  return headlines(parseManifest(text, file).diagnostics).map((line) => line.replace(`${file}:`, ''));
}
