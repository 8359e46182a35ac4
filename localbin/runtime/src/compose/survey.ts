import type Docker from 'dockerode';
import type { Outdated } from '../runtime.js';
import type { OwnContainer } from './containers.js';
import { statusOf } from './engineProblem.js';
import { fullName, parseImageName } from './images/imageName.js';
import type { ResolvedService } from './resolvedService.js';

/** Where a service has moved on since its container was made, or since its image was there. */
export async function surveyService(idOf: ImageIds, service: ResolvedService, container: OwnContainer | undefined): Promise<Outdated> {
  const image = await idOf(service.image);
  const prepare = image === undefined ? `the image ${service.image} is not here` : undefined;
  const replace = container?.details.State.Running === true ? causeOf(service, container, image) : undefined;
  return { image: service.image, ...(prepare === undefined ? {} : { prepare }), ...(replace === undefined ? {} : { replace }) };
}

/** `imageId`, for one engine. */
export type ImageIds = (image: string) => Promise<string | undefined>;

/** Asks the engine once for each image: many services may have the same. */
export function imageIds(docker: Docker): ImageIds {
  const asked = new Map<string, Promise<string | undefined>>();
  return (image) => {
    const known = asked.get(image) ?? imageId(docker, image);
    asked.set(image, known);
    return known;
  };
}

/** Whether a container that does not run must be made anew. */
export async function isOutdated(docker: Docker, service: ResolvedService, container: OwnContainer): Promise<boolean> {
  return causeOf(service, container, await imageId(docker, service.image)) !== undefined;
}

/** Why a container is not what would be made now. Pure. */
export function causeOf(service: ResolvedService, container: OwnContainer, image: string | undefined): string | undefined {
  const named = container.details.Config.Image;
  if (!isNameOf(service.image, named)) return `its image is ${service.image} now, no longer ${named}`;
  if (image !== undefined && image !== container.image) return `the image ${service.image} is another one now`;
  if (container.definition !== service.definitionHash) return 'its compose file changed';
  if (container.configuration === service.configurationHash) return undefined;
  const changed = changedVariables(service, container);
  return changed.length === 0 ? 'a value in its compose file changed' : `${changed.join(', ')} changed`;
}

/** Whether an engine may have written the name of an image so: podman writes the registry out, which is `localhost` for images made here. */
function isNameOf(image: string, written: string): boolean {
  if (image === written) return true;
  const [name, ...meant] = [written, image, `localhost/${image}`].map((reference) => {
    const parsed = parseImageName(reference);
    return parsed.ok ? fullName(parsed.value) : undefined;
  });
  return name !== undefined && meant.includes(name);
}

/** The variables of the container's environment that it would get with other values now. Only names: some are secret. */
function changedVariables({ values, definition }: ResolvedService, { details }: OwnContainer): string[] {
  const before = new Set(details.Config.Env);
  const { environment } = definition.service;
  if (typeof environment !== 'object' || environment === null || Array.isArray(environment)) return [];
  return Object.entries(environment).flatMap(([name, template]) => {
    const reference = /^\$\{(DSW_[A-Z0-9_]+)\}$/.exec(String(template))?.[1];
    const value = reference === undefined ? undefined : values[reference];
    return value === undefined || before.has(`${name}=${value}`) ? [] : [name];
  });
}

/** The id of an image as it is here now; undefined where it is not here. */
export async function imageId(docker: Docker, image: string): Promise<string | undefined> {
  try {
    return (await docker.getImage(image).inspect()).Id;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}
