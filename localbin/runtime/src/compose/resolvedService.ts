import { readFile } from 'node:fs/promises';
import { fail, ok, problem, variablePrefix, type Diagnostic, type Mapping, type Result } from '@dust-workspace/component';
import type { Instance } from '../runtime.js';
import type { ContainerUser } from './containerUser.js';
import {
  composeFileFor,
  configurationHash,
  definitionHash,
  interpolate,
  readDefinition,
  resolveFiles,
  scopedValues,
  type ServiceDefinition,
} from './definition/index.js';
import { withMirror } from './images/withMirror.js';
import { instanceLabels, labels, placeLabels, projectName } from './labels.js';

/** The service of an instance with everything filled in, as it would be made now. */
export interface ResolvedService {
  readonly instance: Instance;
  readonly definition: ServiceDefinition;
  /** The image, after override and mirror. For one that is built here, the name that it gets. */
  readonly image: string;
  /** Values for the references of its file, under the names that these have there. */
  readonly values: Readonly<Record<string, string>>;
  readonly definitionHash: string;
  readonly configurationHash: string;
}

export interface ResolveOptions {
  readonly user: ContainerUser;
  /** Prefix for images of Docker Hub. */
  readonly registry?: string;
  /** What `~` stands for. */
  readonly home: string;
}

/** `TIMESCALE_IMAGE`: the variable with which a person chooses another image for a component. */
export function imageOverride(component: string): string {
  return `${variablePrefix(component)}_IMAGE`;
}

export async function resolveService(instance: Instance, { user, registry, home }: ResolveOptions): Promise<Result<ResolvedService>> {
  const read = await readDefinition(instance.component);
  if (!read.ok) return read;
  const definition = read.value;
  const { name } = instance.component;
  const variables = availableVariables(instance, user);
  const unknown = unknownReferences(definition, instance, variables);
  if (unknown.length > 0) return fail(...unknown);
  const values = scopedValues(name, variables);
  const image = imageOf(instance, definition, values, registry);
  if (!image.ok) return image;
  const files = resolveFiles(definition, values, home);
  if (!files.ok) return files;
  // One that is missing is reported by whoever needs it.
  const contents = await Promise.all(files.value.map((file) => readFile(file).catch(() => '')));
  return ok({
    instance,
    definition,
    image: image.value,
    values,
    definitionHash: definitionHash(definition, contents),
    configurationHash: configurationHash(definition, values, { fileContents: contents, image: image.value }),
  });
}

/** What a compose file may refer to: the component's variables, ports as they are published, and what only the workspace knows. */
function availableVariables(instance: Instance, { uid, gid }: ContainerUser): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(instance.ports).map(([name, port]) => [name, String(port)])),
    ...instance.variables,
    DSW_WORKSPACE: instance.workspace,
    DSW_ENVIRONMENT: instance.environment,
    DSW_COMPONENT: instance.component.name,
    DSW_VOLUME: instance.volume,
    DSW_RUN: instance.runDirectory,
    DSW_UID: String(uid),
    DSW_GID: String(gid),
  };
}

/** A declared variable without a value has been reported where its value is missing; only a start needs it. */
function unknownReferences(
  { file, references, component }: ServiceDefinition,
  { component: { manifest } }: Instance,
  variables: Readonly<Record<string, string>>,
): Diagnostic[] {
  return [...references.values()]
    .filter(({ name, optional }) => !optional && variables[name] === undefined && !(name in manifest.env) && !(name in manifest.ports))
    .map(({ name, range }) => ({
      ...problem(
        'unknown-reference',
        `the compose file of ${component} refers to \${${name}}, which it does not have`,
        `Declare ${name} under env in component.yaml and give it a value, or write a fallback: \${${name}:-value}.`,
      ),
      file,
      range,
    }));
}

function imageOf(
  { component, variables, workspace, environment }: Instance,
  { image, builds }: ServiceDefinition,
  values: Readonly<Record<string, string>>,
  registry: string | undefined,
): Result<string> {
  const override = variables[imageOverride(component.name)];
  if (override !== undefined) return ok(override);
  // The name that Compose gives to what it builds.
  if (image === undefined) return ok(`${projectName({ workspace, environment })}-${component.name}`);
  const named = interpolate(image, values);
  return named.ok && registry !== undefined && !builds ? withMirror(named.value, registry) : named;
}

/** How much of what a container says the engine keeps, where the compose file does not say it. */
const logging = { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } };

/** What Compose is given for an instance: no values in it, but the labels by which we know the container again. */
export function fileOf(service: ResolvedService): Mapping {
  const { instance, definition } = service;
  const own = {
    ...instanceLabels(instance),
    [labels.definition]: service.definitionHash,
    [labels.configuration]: service.configurationHash,
  };
  const filled = {
    ...definition,
    service: {
      logging,
      ...hostAlias(service),
      ...definition.service,
      // The engine counts in whole seconds, and would cut off a part of one.
      stop_grace_period: `${Math.ceil(definition.stopWithin / 1_000)}s`,
    },
  };
  const image = isBuiltHere(service) ? {} : { image: service.image };
  return composeFileFor(filled, { labels: own, resourceLabels: placeLabels(instance), ...image });
}

/** On Linux an engine knows this machine by that name only when it is told. */
export function hostAlias({ values }: ResolvedService): Mapping {
  const refers = Object.values(values).some((value) => value.includes('host.docker.internal'));
  return refers ? { extra_hosts: ['host.docker.internal:host-gateway'] } : {};
}

/** Whether the image is built from the component's own folder; an override takes the place of that, too. */
export function isBuiltHere({ instance, definition }: Pick<ResolvedService, 'instance' | 'definition'>): boolean {
  return definition.builds && instance.variables[imageOverride(instance.component.name)] === undefined;
}
