import { runJob, type JobName, type JobOutcome } from '@dust-workspace/lifecycle';
import { exitCodes, print, type Face } from './face.js';
import { findRoot } from './findRoot.js';
import { printDiagnostics } from './open.js';
import type { GlobalOptions } from './options.js';

/** Does what a schedule has due, and writes down how it ended. Returns the exit status of the job. */
export async function runScheduled(face: Face, job: JobName, { env, ...globals }: GlobalOptions): Promise<number> {
  const root = findRoot(face.cwd);
  if (root === undefined || env === undefined) {
    print(
      face.stderr,
      'error: a scheduled job runs in its workspace, and says for which environment\n  dsw schedule-install makes such jobs.',
    );
    return exitCodes.usage;
  }
  const ran = await runJob(
    { workspace: root, environment: env },
    job,
    () => new Date(),
    () => remembered(face, (own) => perform(own, job, { ...globals, env })),
  );
  if (ran.ok) return ran.value.exit ?? exitCodes.failed;
  printDiagnostics(face, ran.diagnostics);
  return exitCodes.failed;
}

/** The very commands that a person would use. */
async function perform(face: Face, job: JobName, options: GlobalOptions): Promise<number> {
  if (job === 'prune') {
    const { pruneBackups } = await import('./backups.js');
    return pruneBackups(face, { ...options, confirm: true });
  }
  const { runVerb } = await import('./runVerb.js');
  return runVerb(face, job, [], options);
}

/** Keeps the end of what `body` prints, without secrets, beside printing it. */
async function remembered(face: Face, body: (face: Face) => Promise<number>): Promise<JobOutcome> {
  let output = '';
  const listening = (stream: NodeJS.WriteStream): NodeJS.WriteStream => {
    const write = (chunk: string | Uint8Array): boolean => {
      output = `${output}${chunk.toString()}`.slice(-64 * 1024);
      return stream.write(chunk);
    };
    return Object.assign(Object.create(stream) as NodeJS.WriteStream, { write });
  };
  const exit = await body({ ...face, stdout: listening(face.stdout), stderr: listening(face.stderr) });
  return { exit, output: face.redactor.redact(output) };
}
