import { formatDuration, ok, type Result } from '@dust-workspace/component';
import type { Session } from '../session.js';

/** Ends the component with everything that it started. Once begun, an interrupt does not stop it half way. */
export async function stop(session: Session, name: string, onProgress: (message: string) => void): Promise<Result<string>> {
  const { instance } = session.resolved(name);
  const { runtime, now } = session.base;
  const begun = now().getTime();
  const within = instance.component.manifest.runtimes.process?.stop.within;
  if (within !== undefined) onProgress(`stopping ${name}; it has ${formatDuration(within)} before it is killed`);
  let killed = false;
  const stopped = await runtime.stop(instance, {
    onKill: () => {
      killed = true;
      onProgress(`${name} did not end in time and is killed now`);
    },
  });
  if (!stopped.ok) return stopped;
  return ok(`${killed ? 'killed' : 'stopped'} after ${formatDuration(now().getTime() - begun)}`);
}
