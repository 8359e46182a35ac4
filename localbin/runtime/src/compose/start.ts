import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { portsTaken } from '../portsTaken.js';
import { createContainers, type ComposeWorld } from './create.js';
import { ownContainer, type OwnContainer } from './containers.js';
import { messageOf, statusOf } from './engineProblem.js';
import { publisherIn } from './publisherIn.js';
import type { ResolvedService } from './resolvedService.js';
import { isOutdated } from './survey.js';
import { discardContainer } from './stop.js';

/** Launches the container of an instance, which is made first unless there is one as it should be. */
export async function startService(world: ComposeWorld, service: ResolvedService, signal: AbortSignal): Promise<Result<void>> {
  const { instance } = service;
  const { docker } = world.engine;
  const found = await ownContainer(docker, instance);
  if (found?.details.State.Paused === true) await docker.getContainer(found.id).unpause();
  if (found?.details.State.Running === true) return ok();
  const taken = await portsTaken(instance, publisherIn(docker));
  if (taken.length > 0) return fail(...taken);
  let container = found;
  if (container !== undefined && (await isOutdated(docker, service, container))) {
    await discardContainer(docker, container, instance);
    container = undefined;
  }
  if (container === undefined) {
    const created = (await createContainers(world, [service], signal)).get(instance.component.name);
    if (created?.ok === false) return created;
    container = await ownContainer(docker, instance);
    if (container === undefined)
      return fail(problem('container-gone', `the container of ${instance.component.name} was removed as soon as it was made`));
  }
  if (signal.aborted) return fail(problem('aborted', `${instance.component.name} was not started: interrupted`));
  return launch(world, service, container);
}

async function launch({ engine }: ComposeWorld, service: ResolvedService, container: OwnContainer): Promise<Result<void>> {
  try {
    await engine.docker.getContainer(container.id).start();
    return ok();
  } catch (error) {
    // Started by somebody else meanwhile.
    if (statusOf(error) === 304) return ok();
    if (statusOf(error) === undefined) throw error;
    await engine.docker
      .getContainer(container.id)
      .remove()
      .catch(() => undefined);
    return fail(explain(service, messageOf(error)));
  }
}

function explain({ instance, definition, image }: ResolvedService, said: string): Diagnostic {
  const { name } = instance.component;
  const program = /exec: \\?"([^"\\]+)\\?": (?:executable file not found|stat .*: no such file|permission denied)/.exec(said);
  if (program !== null)
    return {
      ...problem(
        'program-missing',
        `${name} cannot be started: ${program[1]} is not in the image ${image}`,
        'Correct the command, or use another image.',
      ),
      file: definition.file,
    };
  if (/port is already allocated|address already in use/.test(said))
    return problem(
      'port-taken',
      `${name} cannot be started: ${/(?:Bind for|listen tcp\d*) (\S+?):? ?(?:failed|bind)/.exec(said)?.[1] ?? 'one of its ports'} is taken`,
      `Stop what uses it, or set another port in env/${instance.environment}/${name}.env.`,
    );
  if (/no space left on device/i.test(said))
    return problem(
      'disk-full',
      `${name} cannot be started: the disk of the container engine is full`,
      'Make room there (docker system df shows what takes it) and run this again.',
    );
  return problem('start-failed', `${name} cannot be started: ${said}`);
}
