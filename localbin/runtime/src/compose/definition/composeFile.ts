import type { Mapping } from '@dust-workspace/component';
import { escapeDollars } from './interpolate.js';
import { labelMapping } from './labelMapping.js';
import type { ServiceDefinition } from './serviceDefinition.js';

type Labels = Readonly<Record<string, string>>;

export interface Additions {
  /** For the container; the values are meant literally. */
  readonly labels: Labels;
  /** For the networks and volumes that it brings along. */
  readonly resourceLabels?: Labels;
  /** Instead of the image in the file, and of building one; meant literally. */
  readonly image?: string;
}

/** The part of a component in the file of its environment. */
export function composeFileFor(definition: ServiceDefinition, { labels, resourceLabels = {}, image }: Additions): Mapping {
  const { component, service, volumes, configs, secrets, networks } = definition;
  const { build, image: ownImage, ...rest } = service;
  const origin =
    image === undefined
      ? { ...(ownImage !== undefined && { image: ownImage }), ...(build !== undefined && { build }) }
      : { image: escapeDollars(image) };
  const labelled = { ...origin, ...rest, labels: { ...(rest['labels'] as Labels | undefined), ...escaped(labels) } };
  return {
    services: { [component]: labelled },
    ...present('volumes', withLabels(volumes, resourceLabels)),
    ...present('configs', configs),
    ...present('secrets', secrets),
    ...present('networks', withLabels(networks, resourceLabels)),
  };
}

export interface Project {
  readonly name: string;
  /** For the environment's network. */
  readonly networkLabels: Labels;
}

/**
 * What is given to `docker compose -f -`: all that `composeFileFor` gave, in one file. To `include` them would be the same, but some versions of
 * Compose look for references in the values of what they include (docker/compose#11990), and so change a secret that holds a dollar sign.
 */
export function projectFile({ name, networkLabels }: Project, files: readonly Mapping[]): Mapping {
  const all = (key: string): Mapping => Object.assign({}, ...files.map((file) => file[key])) as Mapping;
  return {
    name,
    services: all('services'),
    ...present('volumes', all('volumes')),
    ...present('configs', all('configs')),
    ...present('secrets', all('secrets')),
    networks: { default: { labels: escaped(networkLabels) }, ...all('networks') },
  };
}

function escaped(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, escapeDollars(value)]));
}

function present(key: string, entries: Mapping): Mapping {
  return Object.keys(entries).length === 0 ? {} : { [key]: entries };
}

/** Adds labels to what Compose makes; what is external is not ours to label. */
function withLabels(entries: Mapping, labels: Labels): Mapping {
  return Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => {
      const settings = (entry ?? {}) as Mapping;
      return [
        name,
        settings['external'] === true ? settings : { ...settings, labels: { ...labelMapping(settings['labels']), ...escaped(labels) } },
      ];
    }),
  );
}
