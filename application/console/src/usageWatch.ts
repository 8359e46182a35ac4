import type { Result } from '@dust-workspace/component';
import type { Usage } from '@dust-workspace/lifecycle';
import type { UsageAnswer } from './api.js';
import { createUsageMeter } from './usageMeter.js';
import { within } from './within.js';

export type UsageByComponent = Readonly<Record<string, UsageAnswer>>;

/** Knows what components take of the machine. */
export interface UsageWatch {
  /** Reads it for somebody who looks at it now. What cannot be read in time is unknown. */
  live(): Promise<UsageByComponent>;
  /** Reads it for a sample: shares are those since the sample before, however often somebody looked in between. */
  sample(): Promise<UsageByComponent>;
  /** What was read last. */
  known(): UsageByComponent;
  /** Calls `listener` after each reading until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

export interface UsageWatchOptions {
  readonly read: () => Promise<Result<ReadonlyMap<string, Usage>>>;
  /** Milliseconds after which a reading is given up. */
  readonly deadline: number;
}

export function createUsageWatch({ read, deadline }: UsageWatchOptions): UsageWatch {
  const listeners = new Set<() => void>();
  const meters = { live: createUsageMeter(), sample: createUsageMeter() };
  let known: UsageByComponent = {};
  let underWay: Promise<ReadonlyMap<string, Usage>> | undefined;

  function reading(): Promise<ReadonlyMap<string, Usage>> {
    underWay ??= readOnce(read).finally(() => (underWay = undefined));
    return within(deadline, underWay, nothing);
  }

  function tell(usage: UsageByComponent): UsageByComponent {
    known = usage;
    for (const listener of listeners) listener();
    return usage;
  }

  return {
    live: async () => tell(meters.live.read(await reading())),
    sample: async () => {
      const usage = await reading();
      const sampled = meters.sample.read(usage);
      // Somebody who looks often is not shown what is averaged over longer.
      if (listeners.size === 0) tell(sampled);
      return sampled;
    },
    known: () => known,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const nothing: ReadonlyMap<string, Usage> = new Map();

/** That it is not known is no reason to show nothing else: why the workspace cannot be seen is told by whoever looks at it. */
async function readOnce(read: UsageWatchOptions['read']): Promise<ReadonlyMap<string, Usage>> {
  try {
    const usage = await read();
    return usage.ok ? usage.value : nothing;
  } catch {
    return nothing;
  }
}
