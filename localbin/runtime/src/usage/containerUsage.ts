import type Docker from 'dockerode';
import { isConnectionError, statusOf } from '../compose/engineProblem.js';
import { labels, placeFilter } from '../compose/labels.js';
import type { Place } from '../runtime.js';
import type { Usage } from './usage.js';

/** What the containers of components in an environment take, by component: one list, then a look at each, all at once. */
export async function containerUsage(
  docker: Docker,
  place: Place,
  components: ReadonlySet<string>,
  now: () => Date = () => new Date(),
): Promise<ReadonlyMap<string, Usage>> {
  const running = await docker.listContainers({ filters: placeFilter(place) });
  const found = await Promise.all(
    running.map(async ({ Id, Labels }) => {
      const component = Labels[labels.component] ?? '';
      const stats = components.has(component) ? await statsOf(docker, Id) : undefined;
      const usage = stats === undefined ? undefined : usageOf(stats, now());
      return usage === undefined ? [] : [[component, usage] as const];
    }),
  );
  return new Map(found.flat());
}

/** What the Engine API says of a container, as far as it is needed. Of one that has just ended it leaves out everything. */
export interface ContainerStats {
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
  readonly memory_stats?: { readonly usage?: number; readonly stats?: Readonly<Record<string, number>> | null };
  readonly pids_stats?: { readonly current?: number };
}

/** Undefined for a container that has ended by now. */
export function usageOf({ cpu_stats: cpu, memory_stats: memory, pids_stats: pids }: ContainerStats, at: Date): Usage | undefined {
  const nanoseconds = cpu?.cpu_usage?.total_usage;
  const bytes = memory?.usage;
  if (nanoseconds === undefined || bytes === undefined || bytes === 0) return undefined;
  return {
    cpuMilliseconds: Math.round(nanoseconds / 1_000_000),
    memoryBytes: withoutCache(bytes, memory?.stats ?? {}),
    processes: pids?.current ?? 0,
    at,
  };
}

/** As `docker stats` has it: less the files that nobody has used of late, under their names in version 1 and 2 of control groups. */
function withoutCache(bytes: number, stats: Readonly<Record<string, number>>): number {
  const cache = stats['total_inactive_file'] ?? stats['inactive_file'] ?? 0;
  return cache < bytes ? bytes - cache : bytes;
}

/** Undefined when it is gone, or when the engine cannot tell, as an engine without control groups of its own. */
async function statsOf(docker: Docker, id: string): Promise<ContainerStats | undefined> {
  try {
    // With `one-shot` the engine does not wait a second for another reading.
    return await docker.getContainer(id).stats({ stream: false, 'one-shot': true });
  } catch (error) {
    if (statusOf(error) === undefined || isConnectionError(error)) throw error;
    return undefined;
  }
}
