import { keepEnd } from '../keepEnd.js';
import type { Instance } from '../runtime.js';
import { ownContainer } from './containers.js';
import { demultiplex } from './demultiplex.js';
import type { Engine } from './engine.js';
import { engineProblem, statusOf } from './engineProblem.js';
import type { EngineSession } from './engineSession.js';
import { openOutput } from './openOutput.js';
import { waitForEnd } from './waitForEnd.js';

/** How an instance has ended, and the last thing that it said, as soon as it has; nothing on abort. */
export async function endOfContainer(session: EngineSession, instance: Instance, signal: AbortSignal): Promise<string | undefined> {
  const engine = await session.connect();
  if (!engine.ok) return engine.diagnostics.map(({ message }) => message).join('; ');
  const { docker, address } = engine.value;
  const container = await session.seen.find(engine.value, instance);
  if (container === undefined) return 'its container is gone';
  try {
    const code = await waitForEnd(docker, container.id, signal);
    const said = await lastLineOf(docker, container.id, instance);
    const now = await ownContainer(docker, instance);
    // Where the engine starts it again by itself, the status is that of nothing or of the next attempt.
    const again = now?.details.State.Restarting === true || now?.details.State.Running === true;
    const how = again ? 'ended, and the engine started it again' : `exited with code ${code}`;
    return `${how}${said === undefined ? '' : `: ${said.slice(0, 200)}`}`;
  } catch (error) {
    if (signal.aborted) return undefined;
    if (statusOf(error) === 404) return 'its container was removed';
    return engineProblem(error, address).message;
  }
}

/** The last line of the output of a container, without secrets; undefined where it said nothing, or nothing that can be read. */
export async function lastLineOf(docker: Engine['docker'], container: string, { redactor }: Instance): Promise<string | undefined> {
  const end = keepEnd(64 * 1024);
  try {
    const stream = await openOutput(docker, container, { follow: false, tail: 5 });
    await demultiplex(stream, { stdout: (chunk) => end.add(chunk), stderr: (chunk) => end.add(chunk) });
  } catch {
    return undefined;
  }
  return redactor
    .redact(end.text())
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1);
}
