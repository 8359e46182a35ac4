import { fail, ok, type Result } from '@dust-workspace/component';
import { connectEngine, type EngineOptions } from '../compose/engine.js';
import { engineProblem, isConnectionError, statusOf } from '../compose/engineProblem.js';
import { labels } from '../compose/labels.js';
import { isRunnerAlive } from '../compose/marks.js';

/** The ids of the containers of a workspace that were made for commands whose runners were killed. Fails where no engine answers. */
export async function abandonedCommands(workspace: string, options: EngineOptions): Promise<Result<ReadonlySet<string>>> {
  const engine = await connectEngine(options);
  if (!engine.ok) return engine;
  try {
    const filters = { label: [`${labels.workspace}=${workspace}`, labels.command] };
    const found = await engine.value.docker.listContainers({ all: true, filters });
    return ok(new Set(found.flatMap(({ Id, Labels }) => (isRunnerAlive(Labels[labels.runner] ?? '') ? [] : [Id]))));
  } catch (error) {
    if (!isConnectionError(error) && statusOf(error) === undefined) throw error;
    return fail(engineProblem(error, engine.value.address));
  }
}
