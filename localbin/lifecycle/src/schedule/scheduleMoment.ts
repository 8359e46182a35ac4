import { machineOffset } from '@dust-workspace/component';
import { isAlive } from '../processIdentity.js';
import type { ScheduleMoment } from './problems.js';

/** What judging a schedule takes, on this machine. */
export function scheduleMoment(now: Date): ScheduleMoment {
  return { now, offsetAt: machineOffset, isAlive: ({ process }) => isAlive(process) };
}
