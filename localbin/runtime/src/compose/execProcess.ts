import type Docker from 'dockerode';
import { poll } from '../poll.js';

/** Lets a command be ended until the engine says that it has: what was just launched may not have the environment yet by which it is found. */
export async function endExec(exec: Docker.Exec, end: () => Promise<void>): Promise<void> {
  const ended = async (): Promise<boolean> => {
    await end().catch(() => undefined);
    return !(await isExecRunning(exec));
  };
  await poll(ended, { within: 10_000, first: 10, most: 250 });
}

/** The exit status of a command whose output has ended, as soon as the engine knows it; undefined where it never does. */
export async function exitCodeOf(exec: Docker.Exec): Promise<number | undefined> {
  let code: number | null = null;
  const known = await poll(
    async () => {
      const { Running, ExitCode } = await exec.inspect();
      code = ExitCode;
      return !Running;
    },
    { within: 5_000, first: 2, most: 50 },
  ).catch(() => false);
  return known ? (code ?? undefined) : undefined;
}

/** Whether the engine says so. */
export function isExecRunning(exec: Docker.Exec): Promise<boolean> {
  return exec.inspect().then(
    ({ Running }) => Running,
    () => false,
  );
}
