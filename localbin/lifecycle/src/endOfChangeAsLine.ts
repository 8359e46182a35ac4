import type { Diagnostic } from '@dust-workspace/component';

/** The last line of `--json` where what was done are no operations: how it ended, and what came of it. */
export function endOfChangeAsLine(
  ended: { readonly exitCode: number; readonly dryRun: boolean; readonly result: unknown; readonly diagnostics: readonly Diagnostic[] },
  at: Date,
): string {
  const { exitCode, dryRun, result = null, diagnostics } = ended;
  return JSON.stringify({ kind: 'ended', at: at.toISOString(), ok: exitCode === 0, exitCode, dryRun, result, diagnostics });
}
