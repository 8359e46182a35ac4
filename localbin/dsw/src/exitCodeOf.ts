import { unreachable } from '@dust-workspace/component';
import { completenessOf, type Asked, type RunReport } from '@dust-workspace/lifecycle';
import { exitCodes } from './face.js';

export interface Ending {
  readonly asked: Asked;
  /** Whether a part of it is worth something. */
  readonly divisible: boolean;
  readonly interrupted: boolean;
}

/** The exit status of a change. An interrupt is one whatever was done. */
export function exitCodeOf(report: Pick<RunReport, 'ok' | 'outcomes'>, { asked, divisible, interrupted }: Ending): number {
  if (interrupted) return exitCodes.interrupted;
  if (!divisible) return report.ok ? exitCodes.ok : exitCodes.failed;
  const completeness = completenessOf(report, asked);
  switch (completeness) {
    case 'complete':
      return exitCodes.ok;
    case 'incomplete':
      return exitCodes.incomplete;
    case 'failed':
      return exitCodes.failed;
    default:
      return unreachable(completeness);
  }
}
