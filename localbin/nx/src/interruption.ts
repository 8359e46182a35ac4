/**
 * Aborts when this process is asked to end, or when Nx is gone. From then on nobody may read what is printed, which is no reason to die.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, abort);
  process.once('disconnect', abort);
  process.stdout.on('error', abort);
  return controller.signal;
}
