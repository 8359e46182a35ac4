import { machineOffset } from '@dust-workspace/component';
import { isProcessAlive } from '@dust-workspace/runtime';
import type { ScheduleMoment } from './problems.js';

/** What judging a schedule takes, on this machine. */
export function scheduleMoment(now: Date): ScheduleMoment {
  return { now, offsetAt: machineOffset, isAlive: ({ process }) => isProcessAlive(process) };
}
