import type { RunMessage, ServerEvents, StatusAnswer, UnavailableAnswer } from './api.js';
import type { RunFolder } from './runFolder.js';
import { statusPatch } from './statusPatch.js';
import { unavailableAnswer } from './statusAnswer.js';
import type { UsageWatch } from './usageWatch.js';
import type { View, Watch } from './watch.js';

export type SendEvent = <E extends keyof ServerEvents>(event: E, data: ServerEvents[E]) => void;

/** Tells everybody who watches what changes. While nobody does, nothing is looked at for it. */
export interface Live {
  /** Sends everything that is known, and then what changes, until the returned function is called. */
  join(audience: (event: keyof ServerEvents, json: string) => void): () => void;
  /** Something that is shown has changed beside the workspace. */
  touch(): void;
  /** A run has begun, said something or ended: told at once, and the workspace is looked at again. */
  run(message: RunMessage): void;
  close(): void;
}

export interface LiveOptions {
  readonly watch: Watch;
  readonly usage: UsageWatch;
  readonly status: () => StatusAnswer;
  /** What the run at work has said up to now. */
  readonly running: () => readonly RunMessage[];
  readonly watchRunFolder: (onChange: () => void) => RunFolder;
  /** Milliseconds between two looks while somebody watches; more where looking takes long. */
  readonly pace: { readonly status: number; readonly usage: number };
}

/** A look may take at most this share of the time. */
const share = 1 / 4;

export function createLive({ watch, usage, status, running, watchRunFolder, pace }: LiveOptions): Live {
  const audiences = new Set<(event: keyof ServerEvents, json: string) => void>();
  let shown: StatusAnswer | undefined;
  let publishing: NodeJS.Immediate | undefined;
  let unavailable: string | undefined;
  let attention: (() => void) | undefined;

  const send: SendEvent = (event, data) => {
    if (audiences.size === 0) return;
    const json = JSON.stringify(data);
    for (const audience of audiences) audience(event, json);
  };

  /** Changes that come together are told together. */
  function touch(): void {
    if (audiences.size > 0) publishing ??= setImmediate(publish);
  }

  function publish(): void {
    publishing = undefined;
    if (shown === undefined) return;
    const next = status();
    const patch = statusPatch(shown, next);
    shown = next;
    if (patch !== undefined) send('patch', patch);
  }

  function tellAvailability(view: View): void {
    const answer = unavailableAnswer(view);
    const mark = markOf(answer);
    if (mark === unavailable) return;
    unavailable = mark;
    if (answer !== null) send('unavailable', answer);
    else if (view.latest !== undefined) send('available', { at: view.latest.at.toISOString() });
  }

  /** Looks often, as long as there is somebody to see it. */
  function pay(): () => void {
    const stops = [
      watch.subscribe((view) => {
        tellAvailability(view);
        touch();
      }),
      usage.subscribe(touch),
      repeat(pace.status, () => watch.look()),
      repeat(pace.usage, () => usage.live()),
    ];
    const folder = watchRunFolder(() => {
      watch.refresh();
    });
    return () => {
      folder.close();
      for (const stop of stops) stop();
    };
  }

  return {
    join(audience) {
      publish();
      shown ??= status();
      unavailable ??= markOf(shown.unavailable);
      const begin: SendEvent = (event, data) => {
        audience(event, JSON.stringify(data));
      };
      begin('status', shown);
      if (shown.unavailable !== null) begin('unavailable', shown.unavailable);
      for (const message of running()) begin('run', message);
      audiences.add(audience);
      attention ??= pay();
      return () => {
        audiences.delete(audience);
        if (audiences.size > 0) return;
        attention?.();
        [attention, shown, unavailable] = [undefined, undefined, undefined];
      };
    },
    touch,
    run(message) {
      send('run', message);
      if (message.kind === 'ended' || (audiences.size > 0 && changesStates(message))) watch.refresh();
    },
    close() {
      clearImmediate(publishing);
      attention?.();
      audiences.clear();
    },
  };
}

function markOf(answer: UnavailableAnswer | null): string | undefined {
  return answer === null ? undefined : JSON.stringify(answer);
}

function changesStates(message: RunMessage): boolean {
  if (message.kind !== 'event') return true;
  return ['started', 'finished', 'settled'].includes(message.event.kind);
}

/** Does something again and again, at most one at a time, with a pause of at least `pause` milliseconds. The returned function ends it. */
function repeat(pause: number, body: () => Promise<unknown>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const next = async (): Promise<void> => {
    const begun = performance.now();
    await body();
    if (stopped) return;
    const took = performance.now() - begun;
    timer = setTimeout(() => void next(), Math.max(pause, took / share - took));
  };
  void next();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
