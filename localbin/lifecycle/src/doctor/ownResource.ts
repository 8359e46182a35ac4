import { fail, ok, unreachable, type Result } from '@dust-workspace/component';
import { abandonedCommands, engineBelongings, type EngineBelongings, type Removal } from '@dust-workspace/runtime';

/** Something in the container engine that carries the labels of this workspace. */
export interface OwnResource {
  readonly kind: 'container' | 'network' | 'volume';
  readonly id: string;
  readonly name: string;
  /** Absent where it was made for the whole workspace. */
  readonly environment?: string;
  /** Of a container that was made for a command: whoever ran that was killed. */
  readonly abandoned?: true;
}

interface EngineOptions {
  readonly processEnv: NodeJS.ProcessEnv;
  readonly uid: number;
}

/** All that the engine has of a workspace. Containers first: networks and volumes are free once these are gone. */
export async function ownResources(workspace: string, options: EngineOptions): Promise<Result<readonly OwnResource[]>> {
  const [belongings, abandoned] = await Promise.all([engineBelongings(workspace, options), abandonedCommands(workspace, options)]);
  if (!belongings.ok) return belongings;
  if (!abandoned.ok) return abandoned;
  const { containers, networks, volumes } = belongings.value;
  const named = (kind: OwnResource['kind'], found: EngineBelongings['networks']): OwnResource[] =>
    found
      .map(({ id, name, environment }) => ({
        kind,
        id,
        name,
        ...(environment === undefined ? {} : { environment }),
        ...(abandoned.value.has(id) ? { abandoned: true as const } : {}),
      }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  return ok([...named('container', containers), ...named('network', networks), ...named('volume', volumes)]);
}

/** Removes one of them, if it still is one. The value is how that went. */
export async function removeOwnResource(workspace: string, { kind, id }: OwnResource, options: EngineOptions): Promise<Removal> {
  const found = await engineBelongings(workspace, options);
  if (!found.ok) return fail(...found.diagnostics);
  const { containers, networks, volumes, removeContainer, removeNetwork, removeVolume } = found.value;
  switch (kind) {
    case 'container':
      return containers.some((other) => other.id === id) ? removeContainer(id) : ok('gone');
    case 'network':
      return networks.some((other) => other.id === id) ? removeNetwork(id) : ok('gone');
    case 'volume':
      return volumes.some((other) => other.id === id) ? removeVolume(id) : ok('gone');
    default:
      return unreachable(kind);
  }
}
