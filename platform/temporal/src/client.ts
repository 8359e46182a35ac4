import { HookFailure, type ExecOptions, type ExecResult, type HookContext } from '@dust-workspace/component/hooks';
import { LineSink } from './lineSink.js';
import type { Manifest } from './manifest.js';

export type Context = HookContext<Manifest>;

/** Runs Temporal's client in the component's context, against the component. Each call has a minute. */
export function client(context: Context, args: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
  return context.exec(['scripts/client.sh', ...args, '--command-timeout', '60s'], options);
}

/** What the server answers, as JSON. */
export async function answerOf(context: Context, args: readonly string[]): Promise<unknown> {
  const result = await client(context, [...args, '--output', 'json']);
  if (result.exitCode !== 0) throw refusal(context, args, result);
  return JSON.parse(result.stdout === '' ? 'null' : result.stdout) as unknown;
}

/** Gives each thing in an answer that is a list, however long, to `take`. */
export async function eachOf(context: Context, args: readonly string[], take: (entry: unknown) => void): Promise<void> {
  const stdout = new LineSink((line) => {
    take(JSON.parse(line));
  });
  const result = await client(context, [...args, '--output', 'jsonl'], { stdout });
  if (result.exitCode !== 0) throw refusal(context, args, result);
}

export function refusal(context: Context, args: readonly string[], { stderr, exitCode, signal }: ExecResult): HookFailure {
  const said = lastLine(stderr) || `exited with ${exitCode ?? signal ?? 'nothing'}`;
  return new HookFailure(`temporal ${args.slice(0, 3).join(' ')}: ${said}`, `See dsw logs ${context.component}.`);
}

/** The last thing that a command said; of a line of a log, the message. */
export function lastLine(output: string): string {
  const line = output.trim().split('\n').at(-1)?.trim() ?? '';
  const message = /\bmsg=("(?:[^"\\]|\\.)*")/.exec(line)?.[1];
  return message === undefined ? line : (JSON.parse(message) as string);
}
