import { isMapping } from '@dust-workspace/component';
import type { Mapping } from '@dust-workspace/component';
import { entryWithAbsolutePaths } from './absolutePaths.js';
import { withNumericMode } from './fileMode.js';
import { scopedName, scopedResource } from './scopedName.js';
import { namedVolume } from './volumes.js';

export const resourceKinds = ['volumes', 'configs', 'secrets', 'networks'] as const;
export type ResourceKind = (typeof resourceKinds)[number];

/** A mention of an entry at the top of the file, with its place in the service. */
export interface ResourceUse {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly container: object;
  readonly key: string | number;
  readonly part: 'key' | 'value';
}

/** Everything at the top of the file that a service uses. The environment's own network, `default`, is not among it. */
export function resourceUses(service: Mapping): ResourceUse[] {
  const build = isMapping(service['build']) ? service['build'] : {};
  return [
    ...usesIn(service, 'volumes', 'volumes', namedVolume),
    ...usesIn(service, 'configs', 'configs', sourceOf),
    ...usesIn(service, 'secrets', 'secrets', sourceOf),
    ...usesIn(build, 'secrets', 'secrets', sourceOf),
    ...usesIn(service, 'networks', 'networks', textOf).filter(({ name }) => name !== 'default'),
  ];
}

/** A service in which resources go by their names among those of all components. */
export function withScopedResources(service: Mapping, component: string): Mapping {
  const { volumes, configs, secrets, networks, build } = service;
  return {
    ...service,
    ...(Array.isArray(volumes) && { volumes: volumes.map((volume: unknown) => scopedVolume(volume, component)) }),
    ...(Array.isArray(configs) && { configs: configs.map((config: unknown) => scopedGrant(config, component, (name) => `/${name}`)) }),
    ...(Array.isArray(secrets) && { secrets: secrets.map((secret: unknown) => scopedGrant(secret, component, (name) => name)) }),
    ...(isMapping(build) &&
      Array.isArray(build['secrets']) && {
        build: { ...build, secrets: build['secrets'].map((secret: unknown) => scopedGrant(secret, component, (name) => name)) },
      }),
    ...(networks !== undefined && networks !== null && { networks: scopedNetworks(networks, component) }),
  };
}

/** The component that a file belongs to, and the folder of the file. */
interface Home {
  readonly component: string;
  readonly directory: string;
}

/** The entries that are used, under their names among those of all components. */
export function scopedEntries(entries: unknown, used: ReadonlySet<string>, { component, directory }: Home): Mapping {
  if (!isMapping(entries)) return {};
  return Object.fromEntries(
    [...used]
      .filter((name) => Object.hasOwn(entries, name))
      .map((name) => [scopedResource(component, name), scopedEntry(entries[name], name, { component, directory })]),
  );
}

function usesIn(container: Mapping, property: string, kind: ResourceKind, nameOf: (entry: unknown) => string | undefined): ResourceUse[] {
  const entries = container[property];
  if (Array.isArray(entries))
    return entries.flatMap((entry: unknown, key) => {
      const name = nameOf(entry);
      return name === undefined || name === '' ? [] : [{ kind, name, container: entries, key, part: 'value' as const }];
    });
  if (kind !== 'networks' || !isMapping(entries)) return [];
  return Object.keys(entries).map((name) => ({ kind, name, container: entries, key: name, part: 'key' as const }));
}

function sourceOf(entry: unknown): string | undefined {
  return isMapping(entry) ? textOf(entry['source']) : textOf(entry);
}

function textOf(entry: unknown): string | undefined {
  return typeof entry === 'string' ? entry : undefined;
}

function scopedVolume(volume: unknown, component: string): unknown {
  const name = isMapping(volume) ? namedVolume(volume) : undefined;
  return isMapping(volume) && name !== undefined && name !== '' ? { ...volume, source: scopedResource(component, name) } : volume;
}

/** Where it is mounted depends on its name unless a target is given: that must not change. */
function scopedGrant(grant: unknown, component: string, defaultTarget: (name: string) => string): unknown {
  const name = sourceOf(grant);
  if (name === undefined) return grant;
  const settings = isMapping(grant) ? withNumericMode(grant) : {};
  return { target: defaultTarget(name), ...settings, source: scopedResource(component, name) };
}

/** A service with networks of its own is on the environment's as well: there the others find it. */
function scopedNetworks(networks: unknown, component: string): unknown {
  const entries = Array.isArray(networks)
    ? networks.map((name: unknown) => [String(name), null] as const)
    : Object.entries(networks as object);
  const scoped = entries.map(([name, settings]: readonly [string, unknown]) => [
    name === 'default' ? name : scopedResource(component, name),
    settings,
  ]);
  return { default: null, ...(Object.fromEntries(scoped) as object) };
}

function scopedEntry(entry: unknown, name: string, { component, directory }: Home): unknown {
  if (!isMapping(entry)) return entry;
  const settings = Object.entries(entry).filter(([key]) => key !== 'x-cache');
  const { environment, external, name: ownName } = entry;
  return {
    ...entryWithAbsolutePaths(Object.fromEntries(settings), directory),
    ...(typeof environment === 'string' && { environment: scopedName(component, environment) }),
    ...(isExternal(external) && { external: true, name: ownName ?? (isMapping(external) ? external['name'] : undefined) ?? name }),
  };
}

/** Whether an entry at the top of the file is not made by Compose. */
export function isExternal(external: unknown): boolean {
  return external === true || external === 'true' || isMapping(external);
}
