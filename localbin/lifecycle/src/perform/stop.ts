import { formatDuration, ok, type Result } from '@dust-workspace/component';
import type { Session } from '../session.js';

/** Milliseconds that a stop may take before anybody is told about its deadline. */
const patience = 500;

export interface StopHooks {
  /** Called when nothing of the component runs any more, although what it leaves behind may still be cleared away. */
  onEnded(): void;
  /** One line: what is waited for. */
  onProgress(message: string): void;
}

/** Ends the component with everything that it started. Once begun, an interrupt does not stop it half way. */
export async function stop(session: Session, name: string, { onEnded, onProgress }: StopHooks): Promise<Result<string>> {
  const { instance } = session.resolved(name);
  const { runtime, now } = session.base;
  const begun = now().getTime();
  const { process } = instance.component.manifest.runtimes;
  const within = instance.runtime === 'process' ? process?.stop.within : undefined;
  // What ends at once needs no announcement.
  const announcement = setTimeout(() => {
    const deadline = within === undefined ? '' : `; it is killed ${formatDuration(within)} after it was asked to`;
    onProgress(`waiting until ${name} ends${deadline}`);
  }, patience);
  let killed = false;
  const stopped = await runtime.stop(instance, {
    onEnded,
    onKill: () => {
      killed = true;
      onProgress(`${name} did not end in time and is killed now`);
    },
  });
  clearTimeout(announcement);
  if (!stopped.ok) return stopped;
  return ok(`${killed ? 'killed' : 'stopped'} after ${formatDuration(now().getTime() - begun)}`);
}
