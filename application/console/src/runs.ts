import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import type { Outcome } from '@dust-workspace/lifecycle';
import type { ComponentVerb, RunAnswer, RunMessage, RunState, WorkspaceVerb } from './api.js';
import { commandLine } from './commandLine.js';
import type { RunEnd, RunJob, RunSaying } from './runJob.js';
import { createRunLog, type NumberedEvent, type RunLog } from './runLog.js';
import type { RunProcess, StartRun } from './runProcess.js';
import { within } from './within.js';

export interface RunOrder {
  readonly verb: ComponentVerb | WorkspaceVerb;
  /** Null: the workspace. */
  readonly component: string | null;
  readonly set?: string;
  readonly force?: boolean;
}

/** What is asked of the engine through this console, one thing at a time. */
export interface Runs {
  /** Begins a run, and fails with what is in the way when one is at work. */
  start(order: RunOrder): Result<RunAnswer>;
  /** Lets a run finish or undo what it is doing; the second time it is ended at once. Undefined where it is not at work. */
  interrupt(id: string): RunAnswer | undefined;
  readonly busy: RunAnswer | undefined;
  /** The newest first. */
  list(): readonly RunAnswer[];
  find(id: string): { readonly run: RunAnswer; readonly events: readonly NumberedEvent[] } | undefined;
  /** What was told of the run at work up to now. */
  replay(): readonly RunMessage[];
  /** Interrupts what is at work and waits for its end, but no longer than `patience` milliseconds. Nothing begins afterwards. */
  close(patience: number): Promise<void>;
}

export interface RunsOptions {
  readonly place: Pick<RunJob, 'root' | 'environment' | 'self'>;
  readonly start: StartRun;
  readonly tell: (message: RunMessage) => void;
  readonly redact: (text: string) => string;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly log: (line: string) => void;
}

/** How many runs are known, of how many what they said, and how many events of each. */
const most = { runs: 50, logs: 10, events: 1_000 };

interface Run {
  readonly answer: RunAnswer;
  readonly log: RunLog;
}

export function openRuns({ place, start, tell, redact, now, newId, log }: RunsOptions): Runs {
  const runs: Run[] = [];
  let atWork: { readonly run: Run; readonly process: RunProcess } | undefined;
  let closing = false;
  let ended = (): void => undefined;

  /** Runs are replaced when they change: the newest is the first. */
  function change(run: Run, changes: Partial<RunAnswer>): Run {
    const changed = { ...run, answer: { ...run.answer, ...changes } };
    runs[runs.findIndex(({ answer }) => answer.id === run.answer.id)] = changed;
    if (atWork?.run.answer.id === run.answer.id) atWork = { ...atWork, run: changed };
    return changed;
  }

  function begin(order: RunOrder): RunAnswer {
    const command = commandLine(order);
    const answer: RunAnswer = {
      id: newId(),
      verb: order.verb,
      component: order.component,
      command,
      startedAt: now().toISOString(),
      endedAt: null,
      state: 'running',
      outcomes: [],
      diagnostics: [],
    };
    const run: Run = { answer, log: createRunLog(most.events) };
    runs.unshift(run);
    runs.splice(most.runs);
    for (const [index, old] of runs.entries()) if (index >= most.logs) runs[index] = { ...old, log: createRunLog(0) };
    log(`${command} begins`);
    tell({ kind: 'began', run: answer });
    let end: RunEnd | undefined;
    const process = start(
      { ...place, ...order, command: `${command} (from the console)` },
      {
        onSaying: (saying) => {
          if (saying.kind === 'ended') end = saying.end;
          hear(answer.id, saying);
        },
        onExit: (how, said) => {
          finish(answer.id, end ?? died(how, said.map(redact), find(answer.id)?.answer));
        },
      },
    );
    // A process that could not be started may have told so already.
    if (find(answer.id)?.answer.endedAt === null) atWork = { run, process };
    return answer;
  }

  function find(id: string): Run | undefined {
    return runs.find(({ answer }) => answer.id === id);
  }

  function hear(id: string, saying: RunSaying): void {
    const run = find(id);
    if (run === undefined || saying.kind !== 'event') return;
    const { number, event } = run.log.add(saying.event);
    if (event.kind === 'finished' || event.kind === 'settled') change(run, { outcomes: [...run.answer.outcomes, event.outcome] });
    tell({ kind: 'event', run: id, number, event });
  }

  function finish(id: string, { state, outcomes, diagnostics }: RunEnd): void {
    const run = find(id);
    atWork = undefined;
    if (run !== undefined) {
      const { answer } = change(run, { state, outcomes, diagnostics, endedAt: now().toISOString() });
      log(`${answer.command}: ${state}`);
      tell({ kind: 'ended', run: answer });
    }
    ended();
  }

  return {
    start(order) {
      if (closing) return fail(problem('console-ending', 'the console is ending'));
      if (atWork === undefined) return ok(begin(order));
      const { command, startedAt } = atWork.run.answer;
      return fail(problem('run-at-work', `${command} is at work, since ${startedAt}`, 'Wait until it is done, or interrupt it.'));
    },
    interrupt(id) {
      if (atWork?.run.answer.id !== id) return undefined;
      const { process, run } = atWork;
      process.interrupt();
      const { answer } = change(run, { state: 'interrupting' });
      tell({ kind: 'changed', run: answer });
      return answer;
    },
    get busy() {
      return atWork?.run.answer;
    },
    list: () => runs.map(({ answer }) => answer),
    find: (id) => {
      const run = find(id);
      return run === undefined ? undefined : { run: run.answer, events: run.log.events() };
    },
    replay() {
      if (atWork === undefined) return [];
      const { answer, log } = atWork.run;
      const events = log.events().map(({ number, event }): RunMessage => ({ kind: 'event', run: answer.id, number, event }));
      return [{ kind: 'began', run: answer }, ...events];
    },
    async close(patience) {
      closing = true;
      if (atWork === undefined) return;
      const over = new Promise<void>((resolve) => (ended = resolve));
      atWork.process.interrupt();
      await within(patience, over, undefined);
    },
  };
}

/** Something ended the process of a run before it could say how the run ended. */
function died(how: string, said: readonly string[], run: RunAnswer | undefined): RunEnd {
  const outcomes: readonly Outcome[] = run?.outcomes ?? [];
  const interrupting: RunState | undefined = run?.state;
  const diagnostic: Diagnostic = problem(
    'run-died',
    [`the process of this run ${how} before the run was over`, ...said].join('\n'),
    'The next command that changes anything settles what it left behind.',
  );
  return { state: interrupting === 'interrupting' ? 'interrupted' : 'failed', outcomes, diagnostics: [diagnostic] };
}
