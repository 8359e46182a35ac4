import { exitCodes, print, type Face } from './face.js';

export interface Interrupt {
  readonly signal: AbortSignal;
  dispose(): void;
}

/** The first Ctrl-C, or the end of the terminal, lets the running steps finish or undo themselves; the second ends the command at once. */
export function interruptible(face: Face): Interrupt {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    print(face.stderr, 'interrupted: running steps are finished or undone; once more to end at once');
    controller.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt);
  return {
    signal: controller.signal,
    dispose: () => {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt).off('SIGHUP', interrupt);
    },
  };
}
