import { renderEvent, renderTransfer, type EngineEvent } from '@dust-workspace/lifecycle';
import { print, type Face } from './face.js';

/** Shows what happens, while it happens. */
export interface ProgressView {
  show(event: EngineEvent): void;
  /** Runs `body` while nothing is drawn: for questions. */
  asking<T>(body: () => Promise<T>): Promise<T>;
  /** Leaves nothing unfinished on the screen. */
  end(): void;
}

export const silentView: ProgressView = { show: () => undefined, asking: (body) => body(), end: () => undefined };

/** Milliseconds between two lines about the same operation, where there is no terminal. */
const pause = 5_000;

/** A line an event; of data that go on only now and then, and none of what is over soon. */
export function lineView({ stdout }: Pick<Face, 'stdout'>): ProgressView {
  const told = new Map<string, number>();
  const line = (event: EngineEvent): string | undefined => {
    if (event.kind !== 'transfer') return renderEvent(event);
    const { operation, transfer } = event;
    if (transfer.milliseconds - (told.get(operation.id) ?? 0) < pause) return undefined;
    told.set(operation.id, transfer.milliseconds);
    return `${operation.component} ${operation.verb}: ${renderTransfer(transfer)}`;
  };
  return {
    show: (event) => print(stdout, line(event) ?? ''),
    asking: (body) => body(),
    end: () => undefined,
  };
}
