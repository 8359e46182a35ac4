import { ok, type Result } from '@dust-workspace/component';
import { connectEngine, type Engine, type EngineOptions } from '../compose/engine.js';
import { engineProblem, isConnectionError, statusOf } from '../compose/engineProblem.js';
import { labels } from '../compose/labels.js';

/** What carries the labels of a workspace in the container engine, of all its environments. */
export interface EngineBelongings {
  readonly containers: readonly LabelledContainer[];
  readonly networks: readonly LabelledResource[];
  readonly volumes: readonly LabelledResource[];
  /** Ends and removes a container, with the volumes that were made for it alone. */
  removeContainer(id: string): Promise<Removal>;
  removeNetwork(id: string): Promise<Removal>;
  removeVolume(name: string): Promise<Removal>;
}

/** `in-use`: somebody else's container has it, and it was left. */
export type Removal = Result<'removed' | 'gone' | 'in-use'>;

export interface LabelledResource {
  readonly id: string;
  readonly name: string;
  /** Absent where it was made for the whole workspace. */
  readonly environment?: string;
}

export interface LabelledContainer extends LabelledResource {
  /** Of which component it is the container. Absent for one that was made for a command. */
  readonly component?: string;
  /** As the engine says it: `running`, `exited`. */
  readonly state: string;
}

/** Asks the engine what is there of a workspace. Fails where there is no engine that answers. */
export async function engineBelongings(workspace: string, options: EngineOptions): Promise<Result<EngineBelongings>> {
  const engine = await connectEngine(options);
  if (!engine.ok) return engine;
  const { docker } = engine.value;
  const filters = { label: [`${labels.workspace}=${workspace}`] };
  return asking(engine.value, 'list what belongs to the workspace', async () => {
    const [containers, networks, volumes] = await Promise.all([
      docker.listContainers({ all: true, filters }),
      docker.listNetworks({ filters }),
      docker.listVolumes({ filters }),
    ]);
    return {
      containers: containers.map(({ Id, Names, Labels, State }) => ({
        ...resource(Id, Names[0]?.replace(/^\//, '') ?? Id.slice(0, 12), Labels),
        ...(Labels[labels.component] === undefined ? {} : { component: Labels[labels.component] }),
        state: State,
      })),
      networks: networks.map(({ Id, Name, Labels }) => resource(Id, Name, Labels ?? {})),
      volumes: volumes.Volumes.map(({ Name, Labels }) => resource(Name, Name, Labels)),
      removeContainer: (id) =>
        removal(engine.value, `container ${id.slice(0, 12)}`, () => docker.getContainer(id).remove({ force: true, v: true })),
      removeNetwork: (id) => removal(engine.value, `network ${id.slice(0, 12)}`, () => docker.getNetwork(id).remove()),
      removeVolume: (name) => removal(engine.value, `volume ${name}`, () => docker.getVolume(name).remove()),
    };
  });
}

function resource(id: string, name: string, own: Readonly<Record<string, string>>): LabelledResource {
  const environment = own[labels.environment];
  return { id, name, ...(environment === undefined ? {} : { environment }) };
}

function removal(engine: Engine, what: string, remove: () => Promise<unknown>): Promise<Removal> {
  return asking(engine, `remove the ${what}`, async () => {
    try {
      await remove();
      return 'removed';
    } catch (error) {
      const status = statusOf(error);
      if (status === 404) return 'gone';
      // Docker refuses a network that somebody is in with 403, podman with 409, as both do with volumes.
      if (status === 409 || status === 403) return 'in-use';
      throw error;
    }
  });
}

/** What the engine answers with an error, or does not answer at all, becomes a diagnostic. */
async function asking<T>(engine: Engine, doing: string, body: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await body());
  } catch (error) {
    if (!isConnectionError(error) && statusOf(error) === undefined) throw error;
    return { ok: false, diagnostics: [engineProblem(error, engine.address, doing)] };
  }
}
