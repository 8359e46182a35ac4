import { relative } from 'node:path';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import type { FolderOwner } from '../operatingFolders.js';
import type { Instance, Place, Seat } from '../runtime.js';
import { findCompose } from './composeProgram.js';
import { ownContainer } from './containers.js';
import { connectEngine, type Engine } from './engine.js';
import { engineProblem, isConnectionError, messageOf, statusOf } from './engineProblem.js';
import { labels, placeFilter } from './labels.js';
import { explainRefusal } from './refusal.js';
import { connectPipes, connectTerminal, detachKeys, hasTerminal } from './seat.js';
import { toolsImage } from './toolsImage.js';

export interface ToolRun extends Seat {
  readonly place: Place;
  readonly command: readonly [string, ...string[]];
  /** Absolute; below the workspace, which the tool finds at the same path as here. */
  readonly cwd: string;
  /** Beside which component it runs, with its variables and at its address; otherwise it is a neighbour of all. */
  readonly beside?: Instance;
  /** DSW_TOOLS_IMAGE and DSW_REGISTRY. */
  readonly image?: string;
  readonly registry?: string;
  readonly processEnv: NodeJS.ProcessEnv;
  readonly invoker: FolderOwner;
  readonly signal: AbortSignal;
  readonly onProgress: (message: string) => void;
}

/**
 * Runs a command in a container of its own that has the usual clients, on the network of the environment; as the invoker, with the workspace at its own
 * path. The exit status is the command's. The container is removed afterwards.
 */
export async function runTool(run: ToolRun): Promise<Result<number>> {
  const { processEnv, signal, onProgress } = run;
  const engine = await connectEngine({ processEnv, uid: run.invoker.uid });
  if (!engine.ok) return engine;
  const compose = await findCompose(processEnv);
  if (!compose.ok) return compose;
  try {
    const image = await toolsImage({
      engine: engine.value,
      compose: compose.value,
      processEnv,
      workspace: run.place.workspace,
      signal,
      onProgress,
      ...(run.image === undefined ? {} : { override: run.image }),
      ...(run.registry === undefined ? {} : { registry: run.registry }),
    });
    return image.ok ? await runIn(engine.value, image.value, run) : image;
  } catch (error) {
    if (!isConnectionError(error) && statusOf(error) === undefined) throw error;
    return fail(engineProblem(error, engine.value.address, 'run a tool'));
  }
}

async function runIn(engine: Engine, image: string, run: ToolRun): Promise<Result<number>> {
  const network = await networkFor(engine.docker, run);
  if (!network.ok) return network;
  const { workspace } = run.place;
  const inside = !relative(workspace, run.cwd).startsWith('..');
  const terminal = hasTerminal(run);
  const user = engine.rootless ? { uid: 0, gid: 0 } : run.invoker;
  const variables = { HOME: '/tmp', TERM: run.processEnv['TERM'] ?? 'dumb', ...network.value.variables };
  const container = await engine.docker.createContainer({
    Image: image,
    Cmd: [...run.command],
    Env: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    User: `${user.uid}:${user.gid}`,
    WorkingDir: inside ? run.cwd : workspace,
    Tty: terminal,
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Labels: { [labels.workspace]: workspace, 'org.dust-workspace.tool': 'true' },
    HostConfig: { AutoRemove: true, NetworkMode: network.value.mode, Binds: [`${workspace}:${workspace}`], Init: true },
  });
  const attachment = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true, detachKeys };
  const stream = (await container.attach(attachment)) as unknown as Duplex;
  const ended = container.wait({ condition: 'next-exit' }) as Promise<{ StatusCode: number }>;
  try {
    await container.start();
  } catch (error) {
    ended.catch(() => undefined);
    await container.remove({ force: true }).catch(() => undefined);
    const { exitCode, stderr } = explainRefusal(run.command[0], messageOf(error));
    run.stderr.write(stderr);
    return ok(exitCode ?? 126);
  }
  const stop = (): void => void container.stop({ t: 2 }).catch(() => undefined);
  run.signal.addEventListener('abort', stop, { once: true });
  const connection = terminal ? connectTerminal(stream, run, (size) => container.resize(size)) : connectPipes(stream, run, stop);
  try {
    const [{ StatusCode }] = await Promise.all([ended, connection.drained]);
    return ok(StatusCode);
  } finally {
    run.signal.removeEventListener('abort', stop);
    connection.restore();
  }
}

interface Network {
  readonly mode: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Beside a component that runs in a container, everything is where its own variables say; a process is reached through this machine's network. */
async function networkFor(docker: Docker, { place, beside }: ToolRun): Promise<Result<Network>> {
  if (beside?.runtime === 'process') return ok({ mode: 'host', variables: beside.variables });
  if (beside !== undefined) {
    const container = await ownContainer(docker, beside);
    if (container?.details.State.Running === true) return ok({ mode: `container:${container.id}`, variables: beside.inside });
    const { name } = beside.component;
    return fail(problem('not-running', `${name} does not run`, `Start it first: dsw start ${name}`));
  }
  const [network] = await docker.listNetworks({ filters: placeFilter(place) });
  return ok({ mode: network?.Name ?? 'host', variables: {} });
}
