import { openSync } from 'node:fs';
import { WriteStream } from 'node:tty';

/** Columns of the terminal at which somebody sits, if there is one: what Nx gives a task to write to is none. */
export function seatWidth(terminal = '/dev/tty'): number | undefined {
  try {
    const stream = new WriteStream(openSync(terminal, 'r+'));
    const [columns] = stream.getWindowSize();
    stream.destroy();
    return columns > 0 ? columns : undefined;
  } catch {
    return undefined;
  }
}
