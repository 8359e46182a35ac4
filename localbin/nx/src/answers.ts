import { formatDiagnostic, type Diagnostic } from '@dust-workspace/component';
import type { Answer, Job, Message, TaskAnswer } from './job.js';

/** The tasks of Nx that still wait for a result, and what became of the others. Each is answered once. */
export class Answers {
  readonly #pending: Set<string>;
  readonly #failed = new Set<string>();
  #told: string | undefined;

  constructor(
    readonly job: Pick<Job, 'calls' | 'dependencies'>,
    readonly send: (message: Message) => void,
  ) {
    this.#pending = new Set(job.calls.flatMap(({ answers }) => answers.map(({ task }) => task)));
  }

  isPending(task: string): boolean {
    return this.#pending.has(task);
  }

  give(task: string, status: TaskAnswer['status'], text: string, milliseconds = 0): void {
    if (!this.#pending.delete(task)) return;
    if (status !== 'success') this.#failed.add(task);
    this.send({ kind: 'result', result: { task, status, text, milliseconds } });
  }

  /** Fails tasks for one reason, which is told in full once. */
  refuse(answers: readonly Answer[], diagnostics: readonly Diagnostic[]): void {
    const reason = diagnostics.map(formatDiagnostic).join('\n');
    for (const { task } of answers.filter((answer) => this.isPending(answer.task))) {
      this.give(task, 'failure', this.#told === reason ? 'not carried out, for the reason above' : reason);
      this.#told = reason;
    }
  }

  /** Whether it comes after something that did not succeed. */
  isBlocked(task: string): boolean {
    return this.#blocker(task) !== undefined;
  }

  /** Answers the tasks that come after something that failed, and returns the others. */
  skipBlocked(answers: readonly Answer[]): Answer[] {
    return answers.filter(({ task }) => {
      const blocker = this.#blocker(task);
      if (blocker !== undefined) this.give(task, 'skipped', `skipped: ${blocker} failed`);
      return blocker === undefined;
    });
  }

  #blocker(task: string): string | undefined {
    return (this.job.dependencies[task] ?? []).find((id) => this.#failed.has(id));
  }
}
