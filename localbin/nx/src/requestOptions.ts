import type { Emit, RunOptions } from '@dust-workspace/lifecycle';
import type { Setting } from './carryOut.js';

/** How this face runs a request. Nobody can be asked here: what removes data needs --yes. */
export function requestOptions({ job, signal }: Pick<Setting, 'job' | 'signal'>, emit: Emit): RunOptions {
  return { emit, signal, dryRun: job.options.dryRun, command: job.command, approve: () => Promise.resolve(job.options.yes) };
}
