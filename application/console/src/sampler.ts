import { formatDiagnostic, type Result } from '@dust-workspace/component';
import { samplesOf, type Sample } from './sample.js';
import type { UsageWatch } from './usageWatch.js';
import type { Observation, Watch } from './watch.js';

export interface SamplerOptions {
  readonly watch: Pick<Watch, 'look'>;
  readonly usage: Pick<UsageWatch, 'sample'>;
  readonly record: (samples: readonly Sample[]) => void;
  /** Milliseconds. */
  readonly every: number;
  readonly now: () => Date;
  readonly log: (line: string) => void;
}

export interface Sampler {
  /** No sample is recorded afterwards. */
  stop(): void;
}

/** Records every component at once and then at a steady beat. An observation that fails leaves a gap; one that takes long makes beats fall out. */
export function startSampling({ watch, usage, record, every, now, log }: SamplerOptions): Sampler {
  const start = now().getTime();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let failing = false;

  async function beat(): Promise<void> {
    const [looked, used] = await Promise.all([watch.look(), usage.sample()]);
    if (stopped) return;
    note(looked);
    if (looked.ok) record(samplesOf(looked.value.report, used, looked.value.at));
    timer = setTimeout(() => void beat(), untilNextBeat(start, now().getTime(), every));
  }

  function note(looked: Result<Observation>): void {
    if (looked.ok === !failing) return;
    failing = !looked.ok;
    log(looked.ok ? 'the workspace can be observed again' : looked.diagnostics.map(formatDiagnostic).join('\n'));
  }

  void beat();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Milliseconds until the next whole multiple of `every` after `start`. */
export function untilNextBeat(start: number, now: number, every: number): number {
  return every - ((now - start) % every);
}
