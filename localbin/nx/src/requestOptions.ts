import type { BackupChoices, Emit, RunOptions } from '@dust-workspace/lifecycle';
import type { Setting } from './carryOut.js';

/** How this face runs a request. Nobody can be asked here: what removes data needs --yes. */
export function requestOptions({ job, signal }: Pick<Setting, 'job' | 'signal'>, emit: Emit): RunOptions {
  return { emit, signal, dryRun: job.options.dryRun, command: job.command, approve: () => Promise.resolve(job.options.yes) };
}

/** What was chosen of backups, where it is not what is usual. */
export function backupChoices({ options }: Setting['job']): BackupChoices {
  const { set, force, consistent, digest } = options;
  return {
    ...(set === undefined ? {} : { set }),
    ...(force ? { force } : {}),
    ...(consistent ? { consistent } : {}),
    ...(digest ? {} : { digest }),
  };
}
