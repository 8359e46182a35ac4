import type Docker from 'dockerode';
import type { Instance, Place, RuntimeState } from '../runtime.js';
import { learnFromEnvironment } from '../runningSecrets.js';
import { labels, placeFilter } from './labels.js';
import { statusOf } from './engineProblem.js';

/** Milliseconds from one run of a check to the next where it does not say. */
const defaultInterval = 30_000;

/** Milliseconds for which an answer counts at least: an engine that is busy is late with its own. */
const leastWorth = 5_000;

/** A container of ours, as the engine describes it. */
export interface OwnContainer {
  readonly id: string;
  readonly component: string;
  /** Id of the image that it was made from. */
  readonly image: string;
  readonly definition: string;
  readonly configuration: string;
  readonly details: Docker.ContainerInspectInfo;
}

/** The containers of components in an environment, by component: one list, then a look at each, all at once. */
export async function ownContainers(
  docker: Docker,
  place: Place,
  components: ReadonlySet<string>,
): Promise<ReadonlyMap<string, OwnContainer>> {
  const listed = await docker.listContainers({ all: true, filters: placeFilter(place) });
  const wanted = listed.filter(({ Labels }) => components.has(Labels[labels.component] ?? ''));
  const found = await Promise.all(
    wanted.map(async ({ Id }) => {
      const details = await inspect(docker, Id);
      return details === undefined ? undefined : toOwn(details);
    }),
  );
  return new Map(found.flatMap((container) => (container === undefined ? [] : [[container.component, container] as const])));
}

/** The container of one instance. */
export async function ownContainer(docker: Docker, instance: Instance): Promise<OwnContainer | undefined> {
  const filters = placeFilter(instance);
  const label = [...filters.label, `${labels.component}=${instance.component.name}`];
  const [listed] = await docker.listContainers({ all: true, filters: { label } });
  const details = listed === undefined ? undefined : await inspect(docker, listed.Id);
  if (details === undefined) return undefined;
  learnFromEnvironment(instance, details.Config.Env);
  return toOwn(details);
}

/** Undefined when it is gone by now. */
async function inspect(docker: Docker, id: string): Promise<Docker.ContainerInspectInfo | undefined> {
  try {
    return await docker.getContainer(id).inspect();
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

function toOwn(details: Docker.ContainerInspectInfo): OwnContainer {
  const own = details.Config.Labels;
  return {
    id: details.Id,
    component: own[labels.component] ?? '',
    image: details.Image,
    definition: own[labels.definition] ?? '',
    configuration: own[labels.configuration] ?? '',
    details,
  };
}

/** The command by which a container tells whether it is well, where it has one. */
export function checkOf({ details }: OwnContainer): readonly [string, ...string[]] | undefined {
  const [kind, ...words] = details.Config.Healthcheck?.Test ?? [];
  const [program, ...rest] = kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : kind === 'CMD' ? words : [];
  return program === undefined ? undefined : [program, ...rest];
}

/** Milliseconds since 1970: now, and when a container's own check last passed that somebody else than the engine ran. */
export interface OwnAnswer {
  readonly passed: number;
  readonly now: number;
}

/** What a container's own state means. `lastLine` is the last thing that it said, asked for only when it has ended. Pure but for that. */
export async function stateOfContainer(
  { details }: OwnContainer,
  lastLine: () => Promise<string | undefined>,
  answer?: OwnAnswer,
): Promise<RuntimeState> {
  const { State: state, RestartCount: restarts } = details;
  switch (state.Status) {
    case 'running':
    case 'paused': {
      const health = healthOf(details, answer);
      return {
        kind: 'running',
        since: new Date(state.StartedAt),
        ...(state.Pid > 0 ? { pid: state.Pid } : {}),
        restarts,
        ...(state.Paused ? { paused: true } : {}),
        ...(health === 'healthy' && !isDegraded(state) ? { healthy: true } : health === 'unhealthy' ? { healthy: false } : {}),
      };
    }
    case 'created':
      // Made for a start that has not come yet, or that was interrupted: as good as none.
      return state.Error === '' ? { kind: 'stopped' } : { kind: 'exited', detail: `could not be started: ${state.Error}` };
    default:
      return { kind: 'exited', detail: await describeEnd(details, lastLine) };
  }
}

/** The engine's word; while it has none, that of a check which was run since the start, and about as late as the engine's own may be. */
function healthOf({ State: state, Config }: Docker.ContainerInspectInfo, answer: OwnAnswer | undefined): string | undefined {
  const health = state.Health?.Status;
  if (health !== 'starting' || answer === undefined || answer.passed < Date.parse(state.StartedAt)) return health;
  const nanoseconds = Config.Healthcheck?.Interval ?? 0;
  const interval = nanoseconds === 0 ? defaultInterval : nanoseconds / 1_000_000;
  return answer.now - answer.passed <= Math.max(interval, leastWorth) ? 'healthy' : health;
}

/** Of a check that passed and had something to say, the answer must be heard: it is asked again by whoever wants to know. */
function isDegraded({ Health: health }: Docker.ContainerInspectInfo['State']): boolean {
  return /^degraded:/m.test(health?.Log?.at(-1)?.Output ?? '');
}

async function describeEnd({ State: state }: Docker.ContainerInspectInfo, lastLine: () => Promise<string | undefined>): Promise<string> {
  const how = state.OOMKilled ? 'was killed for want of memory' : `exited with code ${state.ExitCode}`;
  const said = await lastLine();
  const again = state.Restarting ? ', and the engine keeps starting it again' : '';
  return said === undefined ? `${how}${again}` : `${how}${again}: ${said.slice(0, 200)}`;
}
