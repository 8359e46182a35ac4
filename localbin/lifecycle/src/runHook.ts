import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Writable, type Readable } from 'node:stream';
import {
  fail,
  formatDuration,
  HookFailure,
  ok,
  problem,
  type Diagnostic,
  type HookContext,
  type HookName,
  type Result,
} from '@dust-workspace/component';
import { lineRedaction, type Redactor } from '@dust-workspace/environment';
import type { Instance, Runtime } from '@dust-workspace/runtime';
import { failureOf, hookContext, toldLines } from './hookContext.js';
import { placeIn, strayErrors } from './strayErrors.js';

export interface HookRun {
  readonly instance: Instance;
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
  /** Milliseconds after which the hook is given up. */
  readonly deadline: number;
  /** Knows what must not be in what is logged. */
  readonly redactor: Redactor;
  readonly log: (line: string) => void;
}

/**
 * Runs code of a hook under a deadline. What it throws becomes a diagnostic; a hook that never returns is aborted,
 * with everything that it runs through `exec`, and left behind.
 */
export async function runHook<T>(name: HookName, run: HookRun, body: (context: HookContext) => Promise<T>): Promise<Result<T>> {
  const { component } = run.instance;
  const controller = new AbortController();
  const signal = AbortSignal.any([run.signal, controller.signal]);
  const lines = lineRedaction(run.redactor);
  const show = limited(run.log);
  const whileStopped = name === 'prep' || name === 'clean' || (name === 'init' && component.manifest.init?.when === 'before-start');
  const context = hookContext({ ...run, signal, whileStopped, log: (line) => lines.push(line).forEach(show) });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => {
      resolve('late');
      controller.abort();
    }, run.deadline);
  });
  const interrupted = new Promise<'interrupted'>((resolve) => {
    // The hook's own commands end first; a hook that does not listen is not waited for much longer.
    const give = (): void =>
      void setTimeout(() => {
        resolve('interrupted');
      }, 5_000).unref();
    if (run.signal.aborted) give();
    else run.signal.addEventListener('abort', give, { once: true });
  });
  const stray = strayErrors(component.directory);
  try {
    // A hook may also be a function that returns no promise, and that throws at once.
    const done = Promise.resolve(context)
      .then(body)
      .then((value) => ({ value }));
    done.catch(() => undefined);
    const first = await Promise.race([done, late, interrupted, stray.thrown]);
    if (first === 'late')
      return fail(
        problem(
          'hook-deadline',
          `${name} of ${component.name} did not end within ${formatDuration(run.deadline)} and was given up`,
          'See where it hangs; DSW_HOOK_DEADLINE=30m gives it longer.',
        ),
      );
    if (first === 'interrupted') return fail(problem('interrupted', `${name} of ${component.name} was interrupted`));
    return ok(first.value);
  } catch (error) {
    if (run.signal.aborted) return fail(problem('interrupted', `${name} of ${component.name} was interrupted`));
    return fail(await withEnd(name, run, hookProblem(name, run, error)));
  } finally {
    clearTimeout(timer);
    stray.ignore();
    lines.end().forEach(show);
  }
}

/** Feeds a shell hook to `sh` in the component's own context. Its output goes to `stdout`, or line by line to the log. */
export async function runScript(
  context: HookContext,
  file: string,
  streams: { readonly stdin?: Readable; readonly stdout?: Writable } = {},
): Promise<void> {
  const script = await readFile(file, 'utf8');
  const result = await context.exec(['sh', '-c', script, basename(file)], {
    ...(streams.stdin === undefined ? {} : { stdin: streams.stdin }),
    stdout: streams.stdout ?? lineLogger(context.log),
  });
  const said = result.stderr.trim().split('\n');
  // The failure tells its end.
  for (const line of result.exitCode === 0 ? said : said.slice(0, -toldLines)) if (line.trim() !== '') context.log(line);
  if (result.exitCode !== 0) throw new HookFailure(failureOf(basename(file), result));
}

/** Whoever wrote the hook gets the place in it, nobody gets a stack trace. */
function hookProblem(name: HookName, { instance, redactor }: HookRun, error: unknown): ReturnType<typeof problem> {
  const { component } = instance;
  if (isHookFailure(error))
    return problem('hook-failed', `${name} of ${component.name} failed: ${shortened(redactor.redact(error.message))}`, error.remedy);
  const code = (error as NodeJS.ErrnoException | null | undefined)?.code;
  if (code === 'ENOSPC')
    return problem('disk-full', `${name} of ${component.name} failed: the disk is full`, 'Make room and run this again.');
  const message = error instanceof Error ? error.message : String(error);
  const place = placeIn(component.directory, error);
  return problem(
    'hook-failed',
    `${name} of ${component.name} failed: ${shortened(redactor.redact(message))}${place === undefined ? '' : ` (${place})`}`,
    `The hook is in ${component.root}/.`,
  );
}

/** Hooks that work with a component which runs. */
const ofRunning: readonly HookName[] = ['backup', 'restore', 'inspect', 'contents', 'engine'];

/** That a component has ended under its hook says more than that the commands in it did. It is found to have ended a moment after they are. */
async function withEnd(name: HookName, { instance, runtime }: HookRun, diagnostic: Diagnostic): Promise<Diagnostic> {
  if (!ofRunning.includes(name)) return diagnostic;
  const component = instance.component.name;
  for (const wait of [0, 200]) {
    await sleep(wait);
    const state = (await runtime.observe([instance])).get(component);
    if (state?.kind !== 'exited' && state?.kind !== 'orphaned') continue;
    const ended = state.kind === 'exited' ? state.detail : 'its main process is gone';
    return { ...diagnostic, message: `${diagnostic.message}; ${component} has ended meanwhile: ${ended}` };
  }
  return diagnostic;
}

/** The end of a long one says most. */
function shortened(message: string): string {
  return message.length > 2_500 ? `${message.slice(0, 300)} … ${message.slice(-2_000)}` : message;
}

/** By its name: a hook imports a class of its own where this code was bundled. */
function isHookFailure(error: unknown): error is HookFailure {
  return error instanceof Error && error.name === 'HookFailure';
}

const longestLine = 4_000;
const mostLines = 2_000;

/** A flood is cut, so that a hook which prints without end costs neither memory nor screen. */
function limited(log: (line: string) => void): (line: string) => void {
  let lines = 0;
  return (line) => {
    lines++;
    if (lines < mostLines) log(line.slice(0, longestLine));
    if (lines === mostLines) log('… more output is not shown');
  };
}

/** Passes complete lines on, and of a long one enough that nothing which is shown of it was cut in the middle of a secret. */
function lineLogger(log: (line: string) => void): Writable {
  let rest = '';
  return new Writable({
    decodeStrings: false,
    write(chunk: Buffer | string, _encoding, done) {
      const parts = (rest + chunk.toString()).split('\n');
      rest = (parts.pop() ?? '').slice(0, 2 * longestLine);
      parts.forEach(log);
      done();
    },
    final(done) {
      if (rest !== '') log(rest);
      done();
    },
  });
}
