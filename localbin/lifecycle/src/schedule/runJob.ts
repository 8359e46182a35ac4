import { ok, fail, problem, type Result } from '@dust-workspace/component';
import { identityOf, isProcessAlive } from '@dust-workspace/runtime';
import type { JobName, SchedulePlace } from './jobs.js';
import { readSchedule, writeRun, type JobRun } from './records.js';

/** How a job ended. */
export interface JobOutcome {
  /** Its exit status. */
  readonly exit: number;
  /** What it printed, without secrets. */
  readonly output: string;
}

const keptOutput = 8_000;

/**
 * Does what is due, and writes down when it began and how it ended. Fails, and leaves the record as it is, while an earlier run of the same job
 * goes on.
 */
export async function runJob(
  place: SchedulePlace,
  job: JobName,
  now: () => Date,
  body: () => Promise<JobOutcome>,
): Promise<Result<JobRun>> {
  const earlier = readSchedule(place).runs[job];
  if (earlier?.finishedAt === null && isProcessAlive(earlier.process))
    return fail(problem('schedule-busy', `the ${job} that began at ${earlier.startedAt} still runs (process ${earlier.process.pid})`));
  const begun: JobRun = {
    job,
    startedAt: now().toISOString(),
    finishedAt: null,
    exit: null,
    message: 'began and has not ended',
    output: '',
    process: identityOf(process.pid),
  };
  await writeRun(place, begun);
  const { exit, output } = await body();
  const run = { ...begun, finishedAt: now().toISOString(), exit, message: messageOf(output, exit), output: output.slice(-keptOutput) };
  await writeRun(place, run);
  return ok(run);
}

/** The first line that says what went wrong; the last one of a success. */
function messageOf(output: string, exit: number): string {
  const said = output.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const telling =
    exit === 0 ? said.at(-1) : (said.find((line) => /\berror: /.test(line)) ?? said.find((line) => line.includes('FAILED')) ?? said.at(-1));
  return (telling ?? `ended with status ${exit} without a word`).replace(/^error: /, '');
}
