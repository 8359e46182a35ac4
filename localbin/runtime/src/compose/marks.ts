import type Docker from 'dockerode';
import { processTable } from '../process/processTable.js';
import { runnerVariable } from '../process/variables.js';
import { demultiplex } from './demultiplex.js';

export { runnerVariable };

let commands = 0;

/** Names the runner of a command inside of a container, as the process driver does: `<pid>:<start>:<number>`. */
export function runnerMark(): string {
  return `${process.pid}:${processTable().starts([process.pid]).get(process.pid) ?? ''}:${(commands += 1)}`;
}

/** Whether the command that this mark stands in was started by a process of this machine that still lives. */
export function isRunnerAlive(mark: string): boolean {
  const [, pid, start] = /^(\d+):(.+):\d+$/.exec(mark) ?? [];
  return (
    pid !== undefined &&
    processTable()
      .starts([Number(pid)])
      .get(Number(pid)) === start
  );
}

/** Ends every process in a container whose environment holds the mark; TERM becomes KILL two seconds later. */
export async function endMarked(docker: Docker, container: string, mark: string, signal: 'TERM' | 'KILL'): Promise<void> {
  await runQuietly(docker, container, ['sh', '-c', endScript, 'sh', `${runnerVariable}=${mark}`, signal]);
}

/** The marks of all commands that run in a container, of whatever runner. */
export async function marksIn(docker: Docker, container: string): Promise<string[]> {
  const output = await runQuietly(docker, container, ['sh', '-c', listScript, 'sh', runnerVariable]);
  return [...new Set(output.split('\n').filter((line) => line !== ''))];
}

// Only what every image with a shell has; the processes of /proc that end meanwhile are no errors.
const endScript = `
marked() {
  for process in /proc/[0-9]*; do
    if tr '\\0' '\\n' <"$process/environ" 2>/dev/null | grep -qxF "$1"; then echo "\${process#/proc/}"; fi
  done 2>/dev/null
}
pids=$(marked "$1")
if [ -n "$pids" ]; then kill -"$2" $pids 2>/dev/null; fi
round=0
while [ "$round" -lt 20 ] && [ -n "$(marked "$1")" ]; do
  sleep 0.1
  round=$((round + 1))
done
pids=$(marked "$1")
if [ -n "$pids" ]; then kill -KILL $pids 2>/dev/null; fi
true`;

const listScript = `
for process in /proc/[0-9]*; do
  tr '\\0' '\\n' <"$process/environ" 2>/dev/null | sed -n "s/^$1=//p"
done 2>/dev/null
true`;

async function runQuietly(docker: Docker, container: string, command: string[]): Promise<string> {
  const exec = await docker.getContainer(container).exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({ hijack: true, stdin: false });
  const output: Buffer[] = [];
  await demultiplex(stream, { stdout: (chunk) => void output.push(Buffer.from(chunk)), stderr: () => undefined });
  return Buffer.concat(output).toString('utf8');
}
