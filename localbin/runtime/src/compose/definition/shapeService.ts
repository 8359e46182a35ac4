import { isMapping } from '@dust-workspace/component';
import type { Mapping } from '@dust-workspace/component';
import { withAbsolutePaths } from './absolutePaths.js';
import { withoutPassThrough } from './environment.js';
import { labelMapping } from './labelMapping.js';
import { localPorts } from './ports.js';
import { withScopedResources } from './resources.js';
import { longVolumes } from './volumes.js';

/** What is left out: whether a component takes part is not up to Compose's profiles, and nobody watches its sources for it. */
const ignored = new Set(['profiles', 'scale', 'depends_on', 'links', 'volumes_from', 'develop']);

/** Whether a key of a service has no part in the component. */
export function isIgnored(key: string): boolean {
  return ignored.has(key) || key.startsWith('x-');
}

/** A sound service as the component of an environment; its references are still those of the file. */
export function shapeService(service: Mapping, component: string, directory: string): Mapping {
  const kept = Object.fromEntries(Object.entries(service).filter(([key]) => !isIgnored(key)));
  const { environment, volumes, ports, labels, build } = kept;
  const shaped = {
    ...kept,
    ...(environment !== undefined && { environment: withoutPassThrough(environment) }),
    ...(volumes !== undefined && { volumes: longVolumes(volumes) }),
    ...(ports !== undefined && { ports: localPorts(ports) }),
    ...(labels !== undefined && { labels: labelMapping(labels) }),
    ...(isMapping(build) && build['args'] !== undefined && { build: { ...build, args: withoutPassThrough(build['args']) } }),
  };
  return withAbsolutePaths(withScopedResources(shaped, component), directory);
}
