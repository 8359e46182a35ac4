import { exitCodes, type Face } from './face.js';
import type { Interrupt } from './interruptible.js';

/**
 * For as long as a program has the terminal: Ctrl-C and Ctrl-\ there are for that program. Without a terminal Ctrl-C ends the program, a second one ends
 * the command at once; the end of the terminal or of the session ends the program in any case.
 */
export function handedOver({ stdin, stdout }: Pick<Face, 'stdin' | 'stdout'>): Interrupt {
  const controller = new AbortController();
  const atTerminal = stdin.isTTY && stdout.isTTY;
  const end = (): void => controller.abort();
  const interrupt = (): void => {
    if (atTerminal) return;
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort();
  };
  process.on('SIGINT', interrupt).on('SIGQUIT', interrupt).on('SIGTERM', end).on('SIGHUP', end);
  return {
    signal: controller.signal,
    dispose: () => {
      process.off('SIGINT', interrupt).off('SIGQUIT', interrupt).off('SIGTERM', end).off('SIGHUP', end);
    },
  };
}
