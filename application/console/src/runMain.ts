import { endOnFault, guardOutput, Redactor } from '@dust-workspace/lifecycle/guard';
import { performRun } from './performRun.js';
import type { RunJob, RunSaying } from './runJob.js';

const redactor = new Redactor();
guardOutput(redactor, [process.stdout, process.stderr]);
const fault = endOnFault(redactor, process.stderr);
const interruption = new AbortController();

/** The process of a run: it is given its job by the console, and tells it what happens. */
process.on('SIGINT', () => interruption.abort());
process.on('SIGTERM', () => {
  if (interruption.signal.aborted) process.exit(130);
  interruption.abort();
});
// Without the console nobody sees what becomes of the run: what is under way is finished or undone.
process.on('disconnect', () => interruption.abort());
process.once('message', (job) => void main(job as RunJob).catch(fault));
say({ kind: 'ready' });

async function main(job: RunJob): Promise<void> {
  const end = await performRun(job, {
    processEnv: process.env,
    redactor,
    signal: interruption.signal,
    emit: (event) => {
      say({ kind: 'event', event });
    },
  });
  if (process.connected) await new Promise((resolve) => process.send?.({ kind: 'ended', end } satisfies RunSaying, resolve));
  // A hook may have left something open; the run is over all the same.
  process.exit(end.state === 'done' ? 0 : 1);
}

/** The console may be gone. */
function say(saying: RunSaying): void {
  if (process.connected) process.send?.(saying, () => undefined);
}
