import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';

export interface ZstdProgram {
  readonly child: ChildProcessWithoutNullStreams;
  /** The end of what it complained about. */
  complaint(): string;
}

/**
 * Starts the zstd of this machine, a path or a name that is looked for on PATH, as a filter from its input to its output. Ctrl-C does not reach it: it
 * ends with its input, which also ends when this process dies.
 */
export function startZstd(program: string, options: readonly string[]): ZstdProgram {
  const child = spawn(program, [...options, '--quiet', '--stdout'], { detached: true });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = `${complaint}${text}`.slice(-2000)));
  // Told by its end, with the reason, or by whoever waits for its beginning.
  child.stdin.on('error', () => undefined);
  child.on('error', () => undefined);
  return { child, complaint: () => complaint.trim() };
}
