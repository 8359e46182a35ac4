import { unreachable } from '@dust-workspace/component';
import { Answers } from './answers.js';
import { performConfiguration } from './performConfiguration.js';
import { performTasks } from './performTasks.js';
import { performReading } from './performReading.js';
import { performWord } from './performWord.js';
import type { Engine } from './engine.js';
import type { Call, Job, Message } from './job.js';

export interface CarryOutOptions {
  readonly engine: Engine;
  readonly send: (message: Message) => void;
  /** Aborted on Ctrl-C. */
  readonly signal: AbortSignal;
}

/** What one call is carried out with. */
export interface Setting extends CarryOutOptions {
  readonly job: Job;
  readonly answers: Answers;
  readonly say: (text: string) => void;
}

/** Carries out the calls of a job, one after the other, and answers every task of Nx. Resolves when all is said. */
export async function carryOut(job: Job, options: CarryOutOptions): Promise<void> {
  const answers = new Answers(job, options.send);
  const say = (text: string): void => {
    options.send({ kind: 'line', text });
  };
  for (const call of job.calls) {
    const setting = { ...options, job, answers, say };
    const unblocked = { ...call, answers: answers.skipBlocked(call.answers) };
    if (unblocked.answers.length > 0) await carryOutCall(unblocked, setting);
  }
  options.send({ kind: 'end' });
}

function carryOutCall(call: Call, setting: Setting): Promise<void> {
  switch (call.kind) {
    case 'tasks':
      return performTasks(call, setting);
    case 'word':
      return performWord(call, setting);
    case 'configuration':
      return performConfiguration(call, setting);
    case 'status':
    case 'logs':
    case 'env':
    case 'validate':
      return performReading(call.kind, call.answers, setting);
    default:
      return unreachable(call);
  }
}
