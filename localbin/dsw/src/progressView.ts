import { renderBar, renderTransfer, type EngineEvent, type Transfer } from '@dust-workspace/lifecycle';
import { createLogUpdate } from 'log-update';
import { print } from './face.js';

type TransferEvent = Extract<EngineEvent, { readonly kind: 'transfer' }>;

/** Shows how far data are, beside the lines that are printed meanwhile. */
export interface ProgressView {
  show(event: TransferEvent): void;
  /** Prints a line of something else. */
  print(line: string): void;
  /** Leaves nothing unfinished on the screen. */
  end(): void;
}

/** Milliseconds between two lines about the same operation, where there is no terminal. */
const pause = 5_000;

/** Bars that are drawn anew at the foot of a terminal; anywhere else a line now and then, and none for what is over soon. */
export function progressView(stream: NodeJS.WriteStream): ProgressView {
  return stream.isTTY ? bars(stream) : lines(stream);
}

function bars(stream: NodeJS.WriteStream): ProgressView {
  const foot = createLogUpdate(stream, { showCursor: true });
  const running = new Map<string, string>();
  const draw = (): void => {
    if (running.size > 0) foot([...running.values()].join('\n'));
  };
  return {
    show: ({ operation, transfer }) => {
      foot.clear();
      if (transfer.ended) running.delete(operation.id);
      else running.set(operation.id, barOf(operation.component, transfer, stream.columns));
      draw();
    },
    print: (line) => {
      foot.clear();
      print(stream, line);
      draw();
    },
    end: () => foot.clear(),
  };
}

function barOf(component: string, transfer: Transfer, columns: number): string {
  const words = `${component.padEnd(12)} ${renderTransfer(transfer)}`;
  const room = columns - words.length - 2;
  return room < 8
    ? words.slice(0, columns - 1)
    : `${component.padEnd(12)} ${renderBar(transfer, Math.min(30, room))} ${renderTransfer(transfer)}`;
}

function lines(stream: NodeJS.WriteStream): ProgressView {
  const told = new Map<string, number>();
  return {
    show: ({ operation, transfer }) => {
      const last = told.get(operation.id) ?? 0;
      if (transfer.milliseconds - last < pause) return;
      told.set(operation.id, transfer.milliseconds);
      print(stream, `${operation.component} ${operation.verb}: ${renderTransfer(transfer)}`);
    },
    print: (line) => print(stream, line),
    end: () => undefined,
  };
}
