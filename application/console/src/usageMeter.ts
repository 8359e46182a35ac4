import { cpuShare, type Usage } from '@dust-workspace/lifecycle';
import type { UsageAnswer } from './api.js';

/** Makes shares of processors out of readings, each of which only says how much was used since a component was started. */
export interface UsageMeter {
  /** What each component takes, now that this was read. */
  read(reading: ReadonlyMap<string, Usage>): Readonly<Record<string, UsageAnswer>>;
}

export function createUsageMeter(): UsageMeter {
  let before: ReadonlyMap<string, Usage> = new Map();
  return {
    read(reading) {
      const answers = Object.fromEntries([...reading].map(([name, usage]) => [name, answerOf(before.get(name), usage)]));
      before = reading;
      return answers;
    },
  };
}

function answerOf(before: Usage | undefined, usage: Usage): UsageAnswer {
  const share = before === undefined ? undefined : cpuShare(before, usage);
  return { cpuShare: share ?? null, memoryBytes: usage.memoryBytes, processes: usage.processes };
}
